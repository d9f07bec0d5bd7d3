"""What of tokens and webhooks is left out of a client's archive: the ways in, not their history."""

WITHHELD = {
    "integrations_token.hash": "hash of a token of the API: a way in",
    "integrations_webhook.secret": "secret that signs what a webhook gets: who has it can forge",
}
