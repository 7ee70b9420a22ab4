-- SPDX-License-Identifier: Apache-2.0
-- What huiyin bench asks for itself.

-- name: bench_matter_range
SELECT COALESCE((SELECT id FROM matter WHERE jid = $1 ORDER BY id LIMIT 1), 0) AS least,
    COALESCE((SELECT id FROM matter WHERE jid = $1 ORDER BY id DESC LIMIT 1), 0) AS most;

-- name: bench_matter_from
SELECT num FROM matter WHERE jid = $1 AND id >= $2 ORDER BY id LIMIT 1;

-- The process that serves this connection; its parent is the server.
-- name: bench_server_process sqlite
SELECT 0 AS process;

-- name: bench_server_process postgres
SELECT pg_backend_pid() AS process;

-- name: bench_bytes sqlite
SELECT p.page_count * s.page_size AS bytes FROM pragma_page_count AS p, pragma_page_size AS s;

-- name: bench_bytes postgres
SELECT pg_database_size(current_database()) AS bytes;
