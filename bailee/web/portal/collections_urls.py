"""The pages of records, all below /records/."""

from django.urls import path

from bailee.web.portal import collections, fields, grid, imports, records, refused_rows

urlpatterns = [
    # /records/
    path("records/", collections.index, name="collections"),
    path("records/import/", imports.new, name="import-new"),
    path("records/<uuid:collection_id>/", grid.show, name="collection"),
    path("records/<uuid:collection_id>/edit/", collections.edit, name="collection-edit"),
    path("records/<uuid:collection_id>/delete/", collections.destroy, name="collection-delete"),
    path("records/<uuid:collection_id>/import/", imports.new, name="import-into"),
    # /records/…/fields/
    path("records/<uuid:collection_id>/fields/new/", fields.new, name="field-new"),
    path("records/<uuid:collection_id>/fields/<uuid:field_id>/", fields.edit, name="field-edit"),
    path(
        "records/<uuid:collection_id>/fields/<uuid:field_id>/delete/",
        fields.destroy,
        name="field-delete",
    ),
    # /records/…/rows/
    path("records/<uuid:collection_id>/rows/new/", records.new, name="record-new"),
    path("records/<uuid:collection_id>/rows/<uuid:record_id>/", records.show, name="record"),
    path(
        "records/<uuid:collection_id>/rows/<uuid:record_id>/edit/", records.edit, name="record-edit"
    ),
    path(
        "records/<uuid:collection_id>/rows/<uuid:record_id>/delete/",
        records.destroy,
        name="record-delete",
    ),
    # /records/imports/
    path("records/imports/<uuid:import_id>/", imports.show, name="import"),
    path("records/imports/<uuid:import_id>/columns/", imports.edit, name="import-columns"),
    path("records/imports/<uuid:import_id>/run/", imports.update, name="import-run"),
    path("records/imports/<uuid:import_id>/delete/", imports.destroy, name="import-delete"),
    path("records/imports/<uuid:import_id>/refused/", refused_rows.show, name="import-refused"),
]
