"""The index of files: folders, files with their versions and tags, uploads under way."""

from bailee.vault.files.models.index import File, Folder, Tag, Tagging, Version
from bailee.vault.files.models.uploads import Piece, Upload

__all__ = ["File", "Folder", "Piece", "Tag", "Tagging", "Upload", "Version"]
