-- Stored packed from now on, which a program that knows only the last schema
-- would take for their text. Those that are there stay as they are.
COMMENT ON COLUMN dictionaries.data IS 'what pages are packed with: bytes, or a zstd frame of them';
