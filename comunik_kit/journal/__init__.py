"""The journal as it is read: narrowed, told in sentences, exported, kept as long as a workspace says."""
