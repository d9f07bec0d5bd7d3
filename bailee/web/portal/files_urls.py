"""The pages of files, all below /files/."""

from django.urls import path

from bailee.web.portal import (
    file_contents,
    file_selections,
    file_tags,
    file_trash,
    file_uploads,
    file_versions,
    files,
    folders,
)

urlpatterns = [
    # /files/
    path("", files.index, name="files"),
    path("new/", files.create, name="files-new"),
    path("chosen/", file_selections.update, name="files-chosen"),
    path("chosen/content/", file_selections.download, name="files-zip"),
    path("<uuid:file_id>/", files.show, name="file-page"),
    path("<uuid:file_id>/edit/", files.edit, name="file-edit"),
    path("<uuid:file_id>/delete/", files.destroy, name="file-delete"),
    path("<uuid:file_id>/content/", file_contents.show, name="file"),
    path("<uuid:file_id>/preview/content/", file_contents.preview, name="file-preview"),
    # /files/…/versions/
    path(
        "<uuid:file_id>/versions/<uuid:version_id>/content/",
        file_contents.version,
        name="file-version",
    ),
    path(
        "<uuid:file_id>/versions/<uuid:version_id>/restore/",
        file_versions.update,
        name="file-version-restore",
    ),
    path(
        "<uuid:file_id>/versions/<uuid:version_id>/delete/",
        file_versions.destroy,
        name="file-version-delete",
    ),
    # /files/folders/
    path("folders/new/", folders.new, name="folder-new"),
    path("folders/<uuid:folder_id>/", files.index, name="folder"),
    path("folders/<uuid:folder_id>/edit/", folders.edit, name="folder-edit"),
    path("folders/<uuid:folder_id>/delete/", folders.destroy, name="folder-delete"),
    path("folders/<uuid:folder_id>/content/", folders.download, name="folder-zip"),
    # /files/trash/
    path("trash/", file_trash.index, name="file-trash"),
    path("trash/empty/", file_trash.empty, name="file-trash-empty"),
    path("trash/<uuid:trashed_id>/restore/", file_trash.update, name="file-restore"),
    path("trash/<uuid:trashed_id>/delete/", file_trash.destroy, name="file-destroy"),
    # /files/tags/
    path("tags/", file_tags.index, name="file-tags"),
    path("tags/<uuid:tag_id>/edit/", file_tags.edit, name="file-tag-edit"),
    path("tags/<uuid:tag_id>/delete/", file_tags.destroy, name="file-tag-delete"),
    # /files/uploads/, by the tus protocol
    path("uploads/", file_uploads.index, name="file-uploads"),
    path("uploads/<uuid:upload_id>/", file_uploads.show, name="file-upload"),
    path("uploads/<uuid:upload_id>/discard/", file_uploads.destroy, name="file-upload-discard"),
]
