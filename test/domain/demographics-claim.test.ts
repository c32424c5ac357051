import { describe, expect, it } from 'vitest';
import { type BirthDate, epochSeconds } from '../../src/domain/brands';
import {
  ageOn,
  dayInLondon,
  isOldEnough,
  parseBirthDate,
  parseName,
  parsePostcode,
} from '../../src/domain/demographics-claim';

const at = (time: string) => epochSeconds(Date.parse(time) / 1000);
const now = at('2026-11-25T12:00:00Z');

describe('a name', () => {
  it.each([
    ['Jane', 'Jane'],
    ['O', 'O'],
    ["O'Neill", "O'Neill"],
    ['O’Neill', "O'Neill"],
    ['Anne‑Marie', 'Anne-Marie'],
    ['  Mary   Ann ', 'Mary Ann'],
    ['Núñez', 'Núñez'],
    ['Nu\u0301n\u0303ez', 'Núñez'],
    ['Ødegård', 'Ødegård'],
    ['St. John', 'St. John'],
    ['李', '李'],
    ['\u200fمحمد', 'محمد'],
    ['علی\u200cرضا', 'علیرضا'],
    ['Jane\u00ad\u200b', 'Jane'],
    ['x'.repeat(35), 'x'.repeat(35)],
  ])('%j is one', (typed, name) => {
    expect(parseName(typed)).toEqual({ kind: 'name', name });
  });

  it.each([
    ['', 'empty'],
    [' ', 'empty'],
    ['\u200b', 'empty'],
    ['x'.repeat(36), 'too-long'],
    ['Jan*', 'not-a-name'],
    ['Jane1', 'not-a-name'],
    ['<b>', 'not-a-name'],
    ['--', 'not-a-name'],
    ['Jane,Ann', 'not-a-name'],
    ['Ja\u0000ne', 'not-a-name'],
    ['\u202eenaJ', 'not-a-name'],
  ])('%j is none: %s', (typed, kind) => {
    expect(parseName(typed)).toEqual({ kind });
  });
});

describe('a postcode', () => {
  it.each([
    ['ls1 6ae', 'LS1 6AE'],
    ['LS16AE', 'LS1 6AE'],
    [' Sw1a  1aA ', 'SW1A 1AA'],
    ['m1-1ae', 'M1 1AE'],
    ['ＬＳ１ ６ＡＥ', 'LS1 6AE'],
    ['LS1 6AE\u200b', 'LS1 6AE'],
    ['IM1 1AA', 'IM1 1AA'],
    ['CF10 1AA', 'CF10 1AA'],
    ['TD15 1AA', 'TD15 1AA'],
  ])('%j is one', (typed, postcode) => {
    expect(parsePostcode(typed)).toEqual({ kind: 'postcode', postcode });
  });

  it.each([
    ['', 'empty'],
    ['LS1', 'not-a-postcode'],
    ['LS1 6A', 'not-a-postcode'],
    ['12345', 'not-a-postcode'],
    ['LS1 6AE9', 'not-a-postcode'],
    ['L*1 6AE', 'not-a-postcode'],
    ['BT1 1AA', 'northern-ireland'],
    ['bt71 4zz', 'northern-ireland'],
  ])('%j is none: %s', (typed, kind) => {
    expect(parsePostcode(typed)).toEqual({ kind });
  });
});

describe('a date of birth', () => {
  it.each([
    ['22', '10', '2010', '2010-10-22'],
    ['1', '2', '1980', '1980-02-01'],
    [' 01 ', '02', '1980', '1980-02-01'],
    ['２２', '１０', '２０１０', '2010-10-22'],
    ['1\u200e', '2', '1980', '1980-02-01'],
    ['29', '2', '2000', '2000-02-29'],
    ['25', '11', '2026', '2026-11-25'],
    ['1', '1', '1900', '1900-01-01'],
    ['1', 'May', '1980', '1980-05-01'],
    ['15', 'march', '1984', '1984-03-15'],
    ['30', ' Sept. ', '1984', '1984-09-30'],
    ['31', 'JAN', '1984', '1984-01-31'],
    ['1', 'Jul', '1984', '1984-07-01'],
    ['1', 'jun', '1984', '1984-06-01'],
  ])('%s %s %s is one', (day, month, year, birthDate) => {
    expect(parseBirthDate({ day, month, year }, now)).toEqual({ kind: 'birth-date', birthDate });
  });

  it.each([
    ['', '', '', 'empty'],
    ['', '2', '1980', 'day-missing'],
    ['1', '', '1980', 'month-missing'],
    ['1', '2', '', 'year-missing'],
    ['1', '2', '80', 'year-not-four-digits'],
    ['1', '2', '01980', 'year-not-four-digits'],
    ['29', '2', '1900', 'not-a-date'],
    ['31', '4', '1980', 'not-a-date'],
    ['0', '4', '1980', 'not-a-date'],
    ['1', '13', '1980', 'not-a-date'],
    ['1', 'Ma', '1980', 'not-a-date'],
    ['1', 'Mai', '1980', 'not-a-date'],
    ['31', 'June', '1980', 'not-a-date'],
    ['May', '1', '1980', 'not-a-date'],
    ['-1', '5', '1980', 'not-a-date'],
    ['1', '1', '0000', 'too-long-ago'],
    ['26', '11', '2026', 'future'],
    ['1', '1', '9999', 'future'],
    ['31', '12', '1899', 'too-long-ago'],
  ])('%j %j %j is none: %s', (day, month, year, kind) => {
    expect(parseBirthDate({ day, month, year }, now)).toEqual({ kind });
  });

  it('is a day in London: an hour before midnight in summer is the next day there', () => {
    expect(dayInLondon(at('2026-06-30T23:30:00Z'))).toBe('2026-07-01');
    expect(dayInLondon(at('2026-12-31T23:30:00Z'))).toBe('2026-12-31');
  });
});

describe('an age', () => {
  it.each([
    ['2013-11-25', '2026-11-25T00:00:00Z', 13],
    ['2013-11-26', '2026-11-25T12:00:00Z', 12],
    ['2012-02-29', '2025-02-28T12:00:00Z', 12],
    ['2012-02-29', '2025-03-01T12:00:00Z', 13],
    ['2012-02-29', '2028-02-29T12:00:00Z', 16],
    ['2013-07-01', '2026-06-30T23:30:00Z', 13],
  ])('of somebody born on %s is, at %s, %i', (birthDate, time, age) => {
    expect(ageOn(birthDate as BirthDate, at(time))).toBe(age);
  });

  it('of thirteen is enough, and a day less is not', () => {
    expect(isOldEnough('2013-11-25' as BirthDate, now)).toBe(true);
    expect(isOldEnough('2013-11-26' as BirthDate, now)).toBe(false);
  });
});
