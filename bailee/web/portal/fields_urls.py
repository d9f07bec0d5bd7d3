"""The pages of a collection's shape, all below /records/…/."""

from django.urls import path

from bailee.web.portal import choices, collections, conversions, fields, picks

_FIELD = "records/<uuid:collection_id>/fields/<uuid:field_id>/"
urlpatterns = [
    path("records/new/", collections.new, name="collection-new"),
    path("records/<uuid:collection_id>/edit/", collections.edit, name="collection-edit"),
    path("records/<uuid:collection_id>/delete/", collections.destroy, name="collection-delete"),
    path("records/<uuid:collection_id>/restore/", collections.restore, name="collection-restore"),
    path("records/<uuid:collection_id>/fields/new/", fields.new, name="field-new"),
    path("records/<uuid:collection_id>/fields/order/", fields.order, name="field-order"),
    path(_FIELD, fields.edit, name="field-edit"),
    path(f"{_FIELD}choices/", choices.edit, name="field-choices"),
    path(f"{_FIELD}type/", conversions.edit, name="field-convert"),
    path(f"{_FIELD}type/undo/", conversions.destroy, name="field-unconvert"),
    path(f"{_FIELD}pick/", picks.index, name="field-pick"),
    path(f"{_FIELD}delete/", fields.destroy, name="field-delete"),
    path(f"{_FIELD}restore/", fields.restore, name="field-restore"),
]
