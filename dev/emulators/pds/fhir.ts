import { namesOf, type StoredRecord, telecomOf } from './records.ts';

const confidentialities = { U: 'unrestricted', R: 'restricted', V: 'very restricted' } as const;
const deaths = {
  1: 'Informal - death notice received via an update from a local NHS Organisation such as GP or Trust',
  2: 'Formal - death notice received from Registrar of Deaths',
  U: 'Removed',
} as const;
const removals = {
  SCT: 'Transferred to Scotland',
  NIT: 'Transferred to Northern Ireland',
  EMB: 'Embarkation',
} as const;

function coded(url: string, member: string, coding: object) {
  return { url, extension: [{ url: member, valueCodeableConcept: { coding: [coding] } }] };
}

/** What the record says in extensions. */
function extensions({ death, removed, language }: StoredRecord): object[] {
  return [
    ...(death === undefined
      ? []
      : [
          coded(
            'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus',
            'deathNotificationStatus',
            {
              system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-DeathNotificationStatus',
              version: '1.0.0',
              code: death.status,
              display: deaths[death.status],
            },
          ),
        ]),
    ...(removed === undefined
      ? []
      : [
          coded(
            'https://fhir.nhs.uk/StructureDefinition/Extension-PDS-RemovalFromRegistration',
            'removalFromRegistrationCode',
            {
              system: 'https://fhir.nhs.uk/CodeSystem/PDS-RemovalReasonExitCode',
              code: removed,
              display: removals[removed],
            },
          ),
        ]),
    ...(language === undefined
      ? []
      : [
          coded('https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSCommunication', 'language', {
            system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-HumanLanguage',
            code: language,
          }),
        ]),
  ];
}

const since = '1990-01-01';

/** Where somebody lives, how to reach them and their practice: all that a restricted record withholds. */
function whereabouts(record: StoredRecord, isSearch: boolean) {
  const { person, practice, practiceUntil } = record;
  const [house = '', ...rest] = person.address.split(', ');
  const practicePeriod = { start: '2005-01-01', ...(practiceUntil !== undefined && { end: practiceUntil }) };
  return {
    address: [
      {
        id: `${person.id}-home`,
        use: 'home',
        period: { start: since },
        line: ['', house, '', ...rest],
        postalCode: person.postalCode,
      },
    ],
    ...(!isSearch && {
      telecom: telecomOf(record).map((one) => ({
        id: `${person.id}-${one.system}-${one.use}`,
        period: { start: since },
        ...one,
      })),
    }),
    ...(practice !== undefined && {
      generalPractitioner: [
        {
          id: `${person.id}-gp`,
          type: 'Organization',
          identifier: {
            system: 'https://fhir.nhs.uk/Id/ods-organization-code',
            value: practice,
            period: practicePeriod,
          },
        },
      ],
    }),
  };
}

/**
 * A record as a Patient resource.
 * @param how a search tells less than a read
 * @see PDS FHIR API, "Get patient details", "Search for a patient"
 */
export function patientResource(record: StoredRecord, how: 'read' | 'search'): object {
  const { person, nhsNumber, version, confidentiality = 'U', birthDate, gender, death } = record;
  const told = namesOf(record).filter(({ use }) => how === 'read' || use === 'usual' || use === 'nickname');
  const added = extensions(record);
  return {
    resourceType: 'Patient',
    id: nhsNumber,
    identifier: [
      {
        system: 'https://fhir.nhs.uk/Id/nhs-number',
        value: nhsNumber,
        extension: [
          {
            url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
            valueCodeableConcept: {
              coding: [
                {
                  system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus',
                  version: '1.0.0',
                  code: '01',
                  display: 'Number present and verified',
                },
              ],
            },
          },
        ],
      },
    ],
    meta: {
      versionId: String(version),
      security: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
          code: confidentiality,
          display: confidentialities[confidentiality],
        },
      ],
    },
    name: told.map((name, index) => {
      const { use, given, family } = name;
      const until = 'until' in name ? { end: name.until } : {};
      return {
        id: `${person.id}-name-${index}`,
        use,
        period: { start: person.birthDate, ...until },
        ...(given.length > 0 && { given }),
        family,
      };
    }),
    ...(gender !== undefined && { gender }),
    birthDate: birthDate ?? person.birthDate,
    ...(death !== undefined && { deceasedDateTime: death.date }),
    multipleBirthInteger: 1,
    ...(confidentiality === 'U' && whereabouts(record, how === 'search')),
    ...(added.length > 0 && { extension: added }),
  };
}
