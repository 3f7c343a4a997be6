"""What ``postgres_streams`` says to the server, statement by statement."""

from typing import Final

APPEND: Final = """
WITH stored_records AS (
  INSERT INTO audit_records (stream, seq, header)
  SELECT $1, * FROM unnest($2::bigint[], $3::bytea[])
), stored_keys AS (
  -- A data key that was erased while its conversation went on is stored again.
  INSERT INTO audit_data_keys (stream, first, conversation, kid, wrapped)
  SELECT $1, * FROM unnest($4::bigint[], $5::text[], $6::text[], $7::bytea[])
  ON CONFLICT (conversation, kid) DO NOTHING
), stored_footer AS (
  INSERT INTO audit_footers (stream, number, size, body, signature) VALUES ($1, $8, $9, $10, $11)
)
INSERT INTO audit_contents (stream, seq, at, conversation, kid, content)
SELECT $1, * FROM unnest($2::bigint[], $12::text[], $13::text[], $14::text[], $15::bytea[])
"""
HEAD: Final = """
SELECT stream, number, size, body, signature FROM audit_footers
WHERE stream = $1 ORDER BY number DESC LIMIT 1
"""
LATEST: Final = """
SELECT stream, number, size, body, signature FROM audit_footers ORDER BY place DESC LIMIT 1
"""
STREAMS: Final = """
SELECT stream FROM audit_streams s
WHERE EXISTS (SELECT 1 FROM audit_footers f WHERE f.stream = s.stream) ORDER BY stream
"""
HOLDINGS: Final = """
SELECT count(*), min(at), count(*) FILTER (WHERE at < $2),
  count(*) FILTER (WHERE at < $2 AND (conversation = ANY ($3::text[]) OR EXISTS (
    SELECT 1 FROM unnest($4::text[], $5::text[]) AS p (a, b) WHERE at >= a AND at < b)))
FROM audit_contents WHERE stream = $1
"""
PRESENT: Final = """
SELECT DISTINCT c.conversation
FROM audit_contents c JOIN unnest($2::text[], $3::text[]) AS p (conversation, before)
ON c.conversation = p.conversation WHERE c.stream = $1 AND c.at < p.before
"""
DELETE_CONTENTS: Final = """
DELETE FROM audit_contents WHERE stream = $1 AND seq IN (
  SELECT seq FROM audit_contents WHERE stream = $1 AND at < $2
  AND ($3::text IS NULL OR conversation = $3)
  AND NOT (conversation = ANY ($4::text[]) OR EXISTS (
    SELECT 1 FROM unnest($5::text[], $6::text[]) AS p (a, b) WHERE at >= a AND at < b))
  LIMIT $7)
"""
DELETE_KEYS: Final = """
DELETE FROM audit_data_keys WHERE (conversation, kid) IN (
  SELECT conversation, kid FROM audit_data_keys k WHERE stream = $1 AND NOT EXISTS (
    SELECT 1 FROM audit_contents c WHERE c.conversation = k.conversation AND c.kid = k.kid)
  LIMIT $2)
"""
DISCARD: Final = """
DELETE FROM audit_streams s WHERE stream = $1
AND NOT EXISTS (SELECT 1 FROM audit_footers f WHERE f.stream = s.stream)
"""
PARTS: Final = """
SELECT n FROM generate_series(0, $1::int - 1) AS n
WHERE pg_relation_size(format('audit_data_keys_%s', lpad(n::text, 2, '0'))::regclass) > 0
AND ($2::varchar IS NULL
  OR satisfies_hash_partition('audit_data_keys'::regclass, $1::int, n, $2::varchar))
"""
DROP: Final = (
    "DELETE FROM audit_records WHERE stream = $1",
    "DELETE FROM audit_footers WHERE stream = $1",
    "DELETE FROM audit_streams WHERE stream = $1",
)
