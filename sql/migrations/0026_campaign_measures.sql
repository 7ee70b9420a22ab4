-- SPDX-License-Identifier: Apache-2.0
-- measures: lines "name|what is done" (BZ-56). targets: "found=95" between commas: per cent that the
-- campaign wants of the three measures 找得到, 摸得准, 捞得全 (BZ-06).
ALTER TABLE campaign ADD COLUMN measures TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN targets TEXT NOT NULL DEFAULT '';
