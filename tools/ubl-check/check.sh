#!/bin/sh
# check.sh FILE.xml …: checks UBL invoices and credit notes against UBL 2.1 and EN 16931. Needs Java 17 and Maven; the first run fetches the rules.
# Without files: the golden ones of the repository.
set -e
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- "$here"/../../server/modules/invoices/golden/*.xml
mkdir -p "$here/target"
[ -s "$here/target/classpath" ] || mvn -q -B -f "$here/pom.xml" dependency:build-classpath -Dmdep.outputFile="$here/target/classpath"
exec java -cp "$(cat "$here/target/classpath")" "$here/CheckUbl.java" "$@"
