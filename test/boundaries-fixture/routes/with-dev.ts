// breach: routes-imports, product-never-tools
import { marker } from '../dev/marker';

export const breach = marker;
