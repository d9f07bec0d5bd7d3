"""What every route answers to everybody: made from the URL configuration and the declarations."""
