"""Many dialogues: tables of results, scanning of files with several workers, Arrow in and out (extra ``batch``)."""

from .kernel import audit_batches

__all__ = ["audit_batches"]
