import type { DemoFirmware, DemoPackage } from '../roots/demo-host.ts';

export const UBUNTU_22 = {
  PRETTY_NAME: 'Ubuntu 22.04.5 LTS',
  NAME: 'Ubuntu',
  VERSION_ID: '22.04',
  VERSION: '22.04.5 LTS (Jammy Jellyfish)',
  ID: 'ubuntu',
  ID_LIKE: 'debian',
};

export const DEBIAN_12 = {
  PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)',
  NAME: 'Debian GNU/Linux',
  VERSION_ID: '12',
  VERSION: '12 (bookworm)',
  ID: 'debian',
};

export const ORACLE_LINUX_8 = {
  NAME: 'Oracle Linux Server',
  VERSION: '8.10',
  ID: 'ol',
  ID_LIKE: 'fedora',
  VARIANT: 'Server',
  VARIANT_ID: 'server',
  VERSION_ID: '8.10',
  PRETTY_NAME: 'Oracle Linux Server 8.10',
};

export const RHEL_9 = {
  NAME: 'Red Hat Enterprise Linux',
  VERSION: '9.4 (Plow)',
  ID: 'rhel',
  ID_LIKE: 'fedora',
  VERSION_ID: '9.4',
  PRETTY_NAME: 'Red Hat Enterprise Linux 9.4 (Plow)',
};

const UBUNTU_MAINTAINER = 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>';

/** A few rows that every Ubuntu server has, so that what is licensed does not stand alone. */
export const UBUNTU_BASE: readonly DemoPackage[] = [
  { name: 'bash', version: '5.1-6ubuntu1.1', maintainer: UBUNTU_MAINTAINER },
  { name: 'base-files', version: '12ubuntu4.7', maintainer: UBUNTU_MAINTAINER },
  { name: 'libc6', version: '2.35-0ubuntu3.8', maintainer: UBUNTU_MAINTAINER },
  { name: 'openssh-server', version: '1:8.9p1-3ubuntu0.10', maintainer: UBUNTU_MAINTAINER },
  { name: 'openssl', version: '3.0.2-0ubuntu1.18', maintainer: UBUNTU_MAINTAINER },
  { name: 'systemd', version: '249.11-0ubuntu3.12', maintainer: UBUNTU_MAINTAINER },
];

export const MSSQL_SERVER: DemoPackage = {
  name: 'mssql-server',
  version: '16.0.4135.4-1',
  maintainer: 'Microsoft Data Platform Group <dataplatform@microsoft.com>',
};

export function rackServer(
  manufacturer: string,
  product: string,
  serial: string,
  uuid: string,
): DemoFirmware {
  return {
    manufacturer,
    product,
    serial,
    uuid,
    bios: { vendor: manufacturer, version: '2.19.1', date: '03/14/2024' },
    chassis: 23,
  };
}

/** The head of an errorlog as SQL Server 2022 on Linux writes it. */
export function sqlServerErrorlog(edition: string, sockets: number, coresPerSocket: number): string {
  const logical = sockets * coresPerSocket;
  return `2026-10-02 04:11:07.31 Server      Microsoft SQL Server 2022 (RTM-CU14) (KB5038325) - 16.0.4135.4 (X64) 
	Jul 10 2024 14:09:09 
	Copyright (C) 2022 Microsoft Corporation
	${edition} on Linux (Ubuntu 22.04.5 LTS) <X64>
2026-10-02 04:11:07.31 Server      UTC adjustment: 0:00
2026-10-02 04:11:07.31 Server      (c) Microsoft Corporation.
2026-10-02 04:11:07.31 Server      All rights reserved.
2026-10-02 04:11:07.31 Server      Logging SQL Server messages in file '/var/opt/mssql/log/errorlog'.
2026-10-02 04:11:07.32 Server      SQL Server detected ${sockets} sockets with ${coresPerSocket} cores per socket and ${coresPerSocket} logical processors per socket, ${logical} total logical processors; using ${logical} logical processors based on SQL Server licensing. This is an informational message; no user action is required.
`;
}
