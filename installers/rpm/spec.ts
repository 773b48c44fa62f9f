/**
 * The spec of the agent's package. Nothing is stripped or searched for dependencies: the executable carries the program behind its
 * own sections, and needs of the system what Node needs (by library: distributions name the packages differently). Compressed with gzip, which every rpm reads.
 */
export function spec(version: string): string {
  return `%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
%global _binary_payload w3.gzdio

Name: coreledger-agent
Version: ${version}
Release: 1
Summary: Licence inventory agent for on-premises hosts
License: Apache-2.0
AutoReqProv: no
Requires: libc.so.6(GLIBC_2.28)(64bit), libgcc_s.so.1()(64bit), libstdc++.so.6()(64bit)

%description
Reports processors, sockets, cores, virtualization, firmware and installed
software of this host to a Coreledger collector, signed with a key that never
leaves it. A systemd timer runs it; between runs it costs nothing.

%install
mkdir -p %{buildroot}
cp -a %{agent_tree}/. %{buildroot}/

%files
%defattr(-,root,root,-)
/usr/bin/coreledger-agent
/usr/lib/systemd/system/coreledger-agent.service
/usr/lib/systemd/system/coreledger-agent.timer
%dir /etc/coreledger-agent
%config(noreplace) /etc/coreledger-agent/agent.env
%dir /usr/share/doc/coreledger-agent
%doc /usr/share/doc/coreledger-agent/README.md
%dir /usr/share/licenses/coreledger-agent
/usr/share/licenses/coreledger-agent/LICENSE
%dir %attr(0700,root,root) /var/lib/coreledger-agent

%post
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
fi
# Enabled on first installation; an operator's later choice is kept.
if [ "$1" -eq 1 ] && command -v systemctl >/dev/null 2>&1; then
  systemctl enable coreledger-agent.timer >/dev/null 2>&1 || :
fi
if [ -d /run/systemd/system ] && systemctl is-enabled --quiet coreledger-agent.timer; then
  systemctl restart coreledger-agent.timer || :
fi
if [ ! -e /var/lib/coreledger-agent/enrollment.json ]; then
  echo "coreledger-agent: not enrolled yet. Run: coreledger-agent enroll --token-file FILE"
fi

%preun
if [ "$1" -eq 0 ]; then
  if [ -d /run/systemd/system ]; then
    systemctl stop coreledger-agent.timer coreledger-agent.service || :
  fi
  if command -v systemctl >/dev/null 2>&1; then
    systemctl disable coreledger-agent.timer >/dev/null 2>&1 || :
  fi
fi

%postun
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
fi
`;
}
