"""The physio desk: claims, reminders, and what staff do in their group.

Every function works inside the caller's transaction, so what staff decide and what follows from it
are saved together or not at all.
"""
