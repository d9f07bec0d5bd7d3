"""The pages of records, all below /records/."""

from django.urls import path

from bailee.web.portal import (
    attachments,
    collections,
    comments,
    export_contents,
    exports,
    grid,
    import_columns,
    import_history,
    import_undos,
    imports,
    record_edits,
    record_history,
    records,
    refused_rows,
    trash,
)

_RECORD = "records/<uuid:collection_id>/rows/<uuid:record_id>/"
_of_one_record = [
    path(_RECORD + "history/", record_history.index, name="record-history"),
    path(_RECORD + "history/<int:version>/", record_history.show, name="record-version"),
    path(_RECORD + "comments/", comments.create, name="comments"),
    path(_RECORD + "comments/<uuid:comment_id>/edit/", comments.edit, name="comment-edit"),
    path(_RECORD + "comments/<uuid:comment_id>/delete/", comments.destroy, name="comment-delete"),
    path(_RECORD + "attachments/", attachments.index, name="attachments"),
    path(_RECORD + "attachments/new/", attachments.create, name="attachments-new"),
    path(
        _RECORD + "attachments/<uuid:attachment_id>/delete/",
        attachments.destroy,
        name="attachment-delete",
    ),
]
_in_and_out = [
    path("records/imports/", import_history.index, name="imports"),
    path("records/<uuid:collection_id>/imports/", import_history.index, name="imports-of"),
    path("records/imports/<uuid:import_id>/", imports.show, name="import"),
    path("records/imports/<uuid:import_id>/columns/", import_columns.edit, name="import-columns"),
    path("records/imports/<uuid:import_id>/run/", imports.update, name="import-run"),
    path("records/imports/<uuid:import_id>/cancel/", import_undos.cancel, name="import-cancel"),
    path("records/imports/<uuid:import_id>/undo/", import_undos.new, name="import-undo"),
    path("records/imports/<uuid:import_id>/delete/", imports.destroy, name="import-delete"),
    path("records/imports/<uuid:import_id>/refused/", refused_rows.show, name="import-refused"),
    path("records/<uuid:collection_id>/export/", exports.new, name="export-new"),
    path("records/<uuid:collection_id>/export/content/", export_contents.show, name="export"),
]
urlpatterns = [
    *_in_and_out,
    # /records/
    path("records/", collections.index, name="collections"),
    path("records/import/", imports.new, name="import-new"),
    path("records/<uuid:collection_id>/", grid.show, name="collection"),
    path("records/<uuid:collection_id>/import/", imports.new, name="import-into"),
    # /records/…/rows/
    path("records/<uuid:collection_id>/rows/new/", records.new, name="record-new"),
    path("records/<uuid:collection_id>/rows/<uuid:record_id>/", records.show, name="record"),
    path(
        "records/<uuid:collection_id>/rows/<uuid:record_id>/edit/",
        record_edits.edit,
        name="record-edit",
    ),
    path(
        "records/<uuid:collection_id>/rows/<uuid:record_id>/delete/",
        records.destroy,
        name="record-delete",
    ),
    *_of_one_record,
    # /records/…/trash/
    path("records/<uuid:collection_id>/trash/", trash.index, name="trash"),
    path("records/<uuid:collection_id>/trash/restore/", trash.restore, name="trash-restore"),
    path("records/<uuid:collection_id>/trash/empty/", trash.empty, name="trash-empty"),
    path("records/<uuid:collection_id>/trash/<uuid:trashed_id>/", trash.show, name="trashed"),
]
