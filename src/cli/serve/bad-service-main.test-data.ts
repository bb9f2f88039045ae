// The command with three more services in the registry, one of which misbehaves (bad-service.test-data.ts). All else is the command itself:
// registry, container, lifecycle, signals, exit code.
import { BAD_SERVICES } from '../../server/bad-service.test-data.ts';
import type { ServiceClass } from '../../server/container/annotations.ts';
import { SERVICES } from '../../server/services/services.ts';

(SERVICES as ServiceClass[]).push(...BAD_SERVICES);
await import('../main.ts');
