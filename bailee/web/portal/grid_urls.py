"""What the grid asks, all below /records/<collection>/."""

from django.urls import path

from bailee.web.portal import bulk, cells, grid_views

_HERE = "records/<uuid:collection_id>"

urlpatterns = [
    path(f"{_HERE}/cells/", cells.cells, name="cells"),
    path(f"{_HERE}/cells/titles/", cells.titles, name="cell-titles"),
    path(f"{_HERE}/bulk/", bulk.update, name="bulk"),
    path(f"{_HERE}/search/", grid_views.search_index, name="search-index"),
    # /records/…/views/
    path(f"{_HERE}/views/", grid_views.create, name="views"),
    path(f"{_HERE}/views/layout/", grid_views.layout, name="view-layout"),
    path(f"{_HERE}/views/<uuid:view_id>/", grid_views.edit, name="view"),
    path(f"{_HERE}/views/<uuid:view_id>/keep/", grid_views.keep, name="view-keep"),
    path(f"{_HERE}/views/<uuid:view_id>/delete/", grid_views.destroy, name="view-delete"),
]
