#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# nginx must accept the example front as it stands. The certificate is one of the moment, the paths
# and ports are moved into a temporary folder; nothing is started.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=huiyin.example.cn -keyout "$dir/key.pem" -out "$dir/fullchain.pem" 2>/dev/null
sed -e "s|/etc/huiyin/tls|$dir|; s|/var/log/nginx|$dir|" \
    -e 's/listen 80;/listen 127.0.0.1:18080;/; s/listen \[::\]:80;//' \
    -e 's/listen 443 /listen 127.0.0.1:18443 /; s/listen \[::\]:443 .*//' \
    "$here/huiyin.conf" >"$dir/front.conf"
cat >"$dir/nginx.conf" <<CONF
pid $dir/nginx.pid;
error_log $dir/error.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path $dir/body;
    proxy_temp_path $dir/proxy;
    fastcgi_temp_path $dir/fastcgi;
    uwsgi_temp_path $dir/uwsgi;
    scgi_temp_path $dir/scgi;
    include $dir/front.conf;
}
CONF
PATH=$PATH:/usr/sbin
nginx -t -q -p "$dir" -c "$dir/nginx.conf" -e "$dir/error.log"

# What stack.md promises of the front stands in it.
for word in client_header_timeout client_body_timeout limit_conn limit_req proxy_request_buffering \
    'X-Forwarded-For $remote_addr' TLSv1.2 http2 client_max_body_size; do
    grep -qF -- "$word" "$here/huiyin.conf" || { echo "huiyin.conf: no $word"; exit 1; }
done
