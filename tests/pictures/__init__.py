"""Pictures and narratives: structure, determinism, and that nothing is lost or cut."""
