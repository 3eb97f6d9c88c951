// Invented reports for developing the page without a server. The public facts are real; every sentence and every outlet
// is made up here, and the claims are found in the texts by their quotes.

export const actors = [
  { id: 'syria-government', name: 'Syrian government', side: 'government', color: '#b5453c' },
  { id: 'hts', name: 'Hayat Tahrir al-Sham', side: 'opposition', color: '#2f7d4f' },
  { id: 'southern-operations-room', name: 'Southern Operations Room', side: 'opposition', color: '#7a9a1f' },
  { id: 'sdf', name: 'Syrian Democratic Forces', side: 'sdf', color: '#d9a514' },
  { id: 'syrian-free-army', name: 'Syrian Free Army', side: 'opposition', color: null },
];

export const places = {
  aleppo: { key: 'g170063', name: 'Aleppo', feature: 'city', country: 'SY', admin1: 'Aleppo', lat: 36.2012, lon: 37.1612 },
  hama: { key: 'g170017', name: 'Hama', feature: 'city', country: 'SY', admin1: 'Hama', lat: 35.1318, lon: 36.7578 },
  homs: { key: 'g169577', name: 'Homs', feature: 'city', country: 'SY', admin1: 'Homs', lat: 34.7268, lon: 36.7234 },
  rastan: { key: 'g164816', name: 'Rastan', feature: 'city', country: 'SY', admin1: 'Homs', lat: 34.9267, lon: 36.7325 },
  daraa: { key: 'g170905', name: 'Daraa', feature: 'city', country: 'SY', admin1: 'Daraa', lat: 32.6256, lon: 36.1061 },
  daraaProvince: { key: 'g170903', name: 'Daraa province', feature: 'admin1', country: 'SY', admin1: 'Daraa', lat: 32.9, lon: 36.2 },
  suwayda: { key: 'g172408', name: 'Suwayda', feature: 'city', country: 'SY', admin1: 'As-Suwayda', lat: 32.7089, lon: 36.5695 },
  deir: { key: 'g170794', name: 'Deir ez-Zor', feature: 'city', country: 'SY', admin1: 'Deir ez-Zor', lat: 35.3359, lon: 40.1408 },
  palmyra: { key: 'g163916', name: 'Palmyra', feature: 'city', country: 'SY', admin1: 'Homs', lat: 34.5624, lon: 38.2842 },
  damascus: { key: 'g170654', name: 'Damascus', feature: 'city', country: 'SY', admin1: 'Dimashq', lat: 33.5102, lon: 36.2913 },
  idlib: { key: 'g169389', name: 'Idlib', feature: 'city', country: 'SY', admin1: 'Idlib', lat: 35.9306, lon: 36.6339 },
  nasib: { key: 'SY/crossing/Nasib', name: 'Nasib crossing', feature: 'crossing', country: 'SY', admin1: 'Daraa', lat: 32.54, lon: 36.19 },
  masnaa: { key: 'LB/crossing/Masnaa', name: 'Masnaa crossing', feature: 'crossing', country: 'LB', admin1: 'Beqaa', lat: 33.7, lon: 35.91 },
  syria: { key: 'SY', name: 'Syria', feature: 'country', country: 'SY', admin1: null, lat: 35, lon: 38 },
};

/** Quotes are listed in the order of the text: kind, actor, place, stance, claimants, cue, origin, more. */
const SOHR = ['the Syrian Observatory for Human Rights', 'Syrian Observatory for Human Rights', 'monitor'];
const ARMY = ['The army command', 'Syrian army command', 'belligerent'];
const MOC = ['The Military Operations Command', 'Military Operations Command', 'belligerent'];
const OCHA = ['OCHA', 'UN Office for the Coordination of Humanitarian Affairs', 'un'];

export const reports = [
  {
    id: 'wire-1130', outlet: 'Northern Wire', title: 'Army concedes rebels are inside Aleppo', published: '2024-11-30T17:00:00Z', basis: 'given',
    url: 'https://northernwire.example/1130',
    text: "BEIRUT, Nov 30 (Northern Wire) - Rebels led by Hayat Tahrir al-Sham control most of Aleppo, the Syrian Observatory for Human Rights said on Saturday.\n\nThe army command said its units had left the city in order to prepare a counter-attack.\n\nAt least 327 people have been killed since Wednesday, the Observatory said.",
    claims: [
      { id: 'c-al1', quote: 'Rebels led by Hayat Tahrir al-Sham control most of Aleppo', kind: 'holds', actor: 'hts', place: 'aleppo', by: [SOHR], cue: 'said', date: '2024-11-30', extent: 'part' },
      { id: 'c-al2', quote: 'its units had left the city', kind: 'withdraws', actor: 'syria-government', place: 'aleppo', by: [ARMY], cue: 'said', date: '2024-11-30' },
      { id: 'c-k327', quote: 'At least 327 people have been killed since Wednesday', kind: 'kills', place: 'syria', by: [SOHR], cue: 'said', date: '2024-11-30', quantity: { low: 327, high: null, approx: false, unit: 'killed', of: null, text: 'At least 327' } },
    ],
  },
  {
    id: 'wire-1205', outlet: 'Northern Wire', title: 'Hama falls to rebels', published: '2024-12-05T15:30:00Z', basis: 'given',
    url: 'https://northernwire.example/1205',
    text: "BEIRUT, Dec 5 (Northern Wire) - The Syrian army said on Thursday that its troops had withdrawn from Hama. \"Our units have repositioned outside the city,\" the army command said.\n\nThe Military Operations Command announced that its fighters had captured Hama.\n\nHoms, 46 km to the south, was still held by the government on Thursday evening, two residents told Northern Wire.\n\nThe fighting has killed 727 people since 27 November, including 111 civilians, according to the Syrian Observatory for Human Rights.",
    claims: [
      { id: 'c-ha1', quote: 'its troops had withdrawn from Hama', kind: 'withdraws', actor: 'syria-government', place: 'hama', by: [ARMY], cue: 'said', date: '2024-12-05' },
      { id: 'c-ha2', quote: 'its fighters had captured Hama', kind: 'captures', actor: 'hts', place: 'hama', by: [MOC], cue: 'announced', date: '2024-12-05' },
      { id: 'c-ho0', quote: 'Homs, 46 km to the south, was still held by the government', kind: 'holds', actor: 'syria-government', place: 'homs', by: [['two residents', null, 'witness']], cue: 'told', date: '2024-12-05' },
      { id: 'c-k727', quote: 'The fighting has killed 727 people since 27 November', kind: 'kills', place: 'syria', by: [SOHR], cue: 'according to', date: '2024-12-05', quantity: { low: 727, high: 727, approx: false, unit: 'killed', of: null, text: '727' } },
      { id: 'c-k111', quote: 'including 111 civilians', kind: 'kills', place: 'syria', by: [SOHR], cue: 'according to', date: '2024-12-05', quantity: { low: 111, high: 111, approx: false, unit: 'killed', of: 'civilians', text: '111' } },
    ],
  },
  {
    id: 'monitor-1206', outlet: 'Syrian Observatory for Human Rights', title: 'Regime forces leave Homs', published: '2024-12-06T13:10:00Z', basis: 'given',
    url: 'https://observatory.example/homs',
    text: 'Sources in Zahraa – حي الزهراء – report an unusual calm.\n\nRegime forces have left the city of Homs. The troops have been redeployed along the Homs-Latakia highway.\n\nRastan has been in the hands of the factions since last night.\n\nIn Daraa province, local factions control more than 90 percent of the countryside.\n\n826 people have been killed since 27 November.',
    claims: [
      { id: 'c-ho1', quote: 'Regime forces have left the city of Homs', kind: 'withdraws', actor: 'syria-government', place: 'homs', by: [], origin: SOHR[1], date: '2024-12-06' },
      { id: 'c-ra1', quote: 'Rastan has been in the hands of the factions since last night', kind: 'holds', actor: 'hts', place: 'rastan', by: [], origin: SOHR[1], date: '2024-12-05' },
      { id: 'c-da1', quote: 'local factions control more than 90 percent of the countryside', kind: 'holds', actor: 'southern-operations-room', place: 'daraaProvince', by: [], origin: SOHR[1], date: '2024-12-06', extent: 'part' },
      { id: 'c-k826', quote: '826 people have been killed since 27 November', kind: 'kills', place: 'syria', by: [], origin: SOHR[1], date: '2024-12-06', quantity: { low: 826, high: 826, approx: false, unit: 'killed', of: null, text: '826' } },
    ],
  },
  {
    id: 'agency-1206', outlet: 'State News Agency', title: 'Army command: no withdrawal from Homs', published: '2024-12-06T15:05:00Z', basis: 'page metadata: article:published_time',
    url: 'https://statenews.example/homs',
    text: '“There is no withdrawal from Homs,” the army command said in a statement on Friday. “Our units are in the city and in the villages around it, and they are staying.”\n\nThe command stressed that the lines had been reinforced.',
    claims: [
      { id: 'c-ho2', quote: 'There is no withdrawal from Homs', kind: 'withdraws', stance: 'denies', actor: 'syria-government', place: 'homs', by: [['the army command', 'Syrian army command', 'belligerent']], cue: 'said', date: '2024-12-06' },
      { id: 'c-ho3', quote: 'Our units are in the city and in the villages around it, and they are staying', kind: 'holds', actor: 'syria-government', place: 'homs', by: [['the army command', 'Syrian army command', 'belligerent']], cue: 'said', date: '2024-12-06' },
    ],
  },
  {
    id: 'wire-1206', outlet: 'Northern Wire', title: 'Army denies leaving Homs after monitor reports pull-out', published: '2024-12-06T18:20:00Z', basis: 'given',
    url: 'https://northernwire.example/1206',
    text: "BEIRUT, Dec 6 (Northern Wire) - The Syrian army on Friday denied that its soldiers had pulled out of Homs, hours after a war monitor reported that they had abandoned the city.\n\nthe Syrian Observatory for Human Rights said that government forces had withdrawn from Homs and taken up positions along the Homs-Latakia highway.\n\nThe army command rejected the report. \"There is no withdrawal from Homs,\" it said.\n\nNorthern Wire could not independently verify either account.\n\nRebels captured the town of Rastan during the night. The Military Operations Command said that its fighters were at the edge of Homs.\n\nAbout 280,000 people have been displaced since November 27, according to OCHA.\n\nJordan closed the Nasib crossing on Friday morning, its interior ministry said.",
    claims: [
      { id: 'c-ho4', quote: 'government forces had withdrawn from Homs', kind: 'withdraws', actor: 'syria-government', place: 'homs', by: [SOHR], cue: 'said', date: '2024-12-06' },
      { id: 'c-ho5', quote: 'There is no withdrawal from Homs', kind: 'withdraws', stance: 'denies', actor: 'syria-government', place: 'homs', by: [ARMY, ['state media', null, 'outlet']].slice(0, 1), cue: 'rejected', channel: 'state media', date: '2024-12-06' },
      { id: 'c-hov', quote: 'Northern Wire could not independently verify either account', kind: 'cannot_verify', place: 'homs', by: [], date: '2024-12-06' },
      { id: 'c-ra2', quote: 'Rebels captured the town of Rastan during the night', kind: 'captures', actor: 'hts', place: 'rastan', by: [], date: '2024-12-05' },
      { id: 'c-ho6', quote: 'its fighters were at the edge of Homs', kind: 'advances', actor: 'hts', place: 'homs', by: [MOC], cue: 'said', date: '2024-12-06', extent: 'outskirts' },
      { id: 'c-dis', quote: 'About 280,000 people have been displaced since November 27', kind: 'displaces', place: 'syria', by: [OCHA], cue: 'according to', date: '2024-12-06', quantity: { low: 280000, high: 280000, approx: true, unit: 'displaced', of: null, text: 'About 280,000' } },
      { id: 'c-nas', quote: 'Jordan closed the Nasib crossing on Friday morning', kind: 'closes', place: 'nasib', by: [['its interior ministry', "Jordan's Interior Ministry", 'government']], cue: 'said', date: '2024-12-06' },
    ],
  },
  {
    id: 'copy-1206', outlet: 'Harbour Mirror', title: 'Confusion over Homs', published: '2024-12-06T20:05:00Z', basis: 'inferred: “on Friday” and the dateline',
    url: 'https://harbourmirror.example/homs',
    text: "(Northern Wire) - the Syrian Observatory for Human Rights said that government forces had withdrawn from Homs and taken up positions along the Homs-Latakia highway.\n\nThe army command rejected the report. \"There is no withdrawal from Homs,\" it said.",
    claims: [
      { id: 'c-ho7', quote: 'government forces had withdrawn from Homs', kind: 'withdraws', actor: 'syria-government', place: 'homs', by: [SOHR], cue: 'said', date: '2024-12-06' },
      { id: 'c-ho8', quote: 'There is no withdrawal from Homs', kind: 'withdraws', stance: 'denies', actor: 'syria-government', place: 'homs', by: [ARMY], cue: 'rejected', date: '2024-12-06' },
    ],
  },
  {
    id: 'post-1207', outlet: 'Lantern Post', title: 'Daraa lost, Palmyra claimed', published: '2024-12-07T13:45:00Z', basis: 'page metadata: article:published_time',
    url: 'https://lanternpost.example/daraa',
    text: "The Southern Operations Room said it had captured Daraa on Friday evening. On Saturday the army command confirmed that its units in Daraa had carried out a redeployment.\n\nA spokesman of the Syrian Free Army said its fighters had taken Palmyra.\n\nTwo security sources said the SDF had entered Deir ez-Zor after the army left it.\n\nStrikes near Homs killed dozens of people, a doctor said.",
    claims: [
      { id: 'c-da2', quote: 'it had captured Daraa', kind: 'captures', actor: 'southern-operations-room', place: 'daraa', by: [['The Southern Operations Room', null, 'belligerent']], cue: 'said', date: '2024-12-06' },
      { id: 'c-da3', quote: 'its units in Daraa had carried out a redeployment', kind: 'withdraws', actor: 'syria-government', place: 'daraa', by: [['the army command', 'Syrian army command', 'belligerent']], cue: 'confirmed', date: '2024-12-07' },
      { id: 'c-pa1', quote: 'its fighters had taken Palmyra', kind: 'captures', actor: 'syrian-free-army', place: 'palmyra', by: [['A spokesman of the Syrian Free Army', 'Syrian Free Army', 'belligerent']], cue: 'said', date: '2024-12-07' },
      { id: 'c-de1', quote: 'the SDF had entered Deir ez-Zor after the army left it', kind: 'enters', actor: 'sdf', place: 'deir', by: [['Two security sources', null, 'anonymous']], cue: 'said', date: '2024-12-06' },
      { id: 'c-kdz', quote: 'Strikes near Homs killed dozens of people', kind: 'kills', place: 'homs', by: [['a doctor', null, 'witness']], cue: 'said', date: '2024-12-07', quantity: { low: 24, high: null, approx: true, unit: 'killed', of: null, text: 'dozens' } },
    ],
  },
  {
    id: 'wire-1208', outlet: 'Northern Wire', title: 'Assad flees as rebels take Damascus', published: '2024-12-08T09:30:00Z', basis: 'given',
    url: 'https://northernwire.example/1208',
    text: "DAMASCUS, Dec 8 (Northern Wire) - Rebels entered Damascus on Sunday without meeting resistance. \"The city of Damascus has been liberated,\" a group of rebels said on state television.\n\nThe Military Operations Command announced full control of Homs shortly after midnight. the Syrian Observatory for Human Rights said that the last government troops had left Homs late on Saturday.\n\nAt least 910 people have been killed, it said. The Masnaa crossing was open, travellers said.",
    claims: [
      { id: 'c-dm1', quote: 'Rebels entered Damascus on Sunday', kind: 'enters', actor: 'hts', place: 'damascus', by: [], date: '2024-12-08' },
      { id: 'c-dm2', quote: 'The city of Damascus has been liberated', kind: 'captures', actor: 'hts', place: 'damascus', by: [['a group of rebels', null, 'belligerent']], cue: 'said', channel: 'state television', date: '2024-12-08' },
      { id: 'c-ho9', quote: 'full control of Homs', kind: 'captures', actor: 'hts', place: 'homs', by: [MOC], cue: 'announced', date: '2024-12-08' },
      { id: 'c-ho10', quote: 'the last government troops had left Homs late on Saturday', kind: 'withdraws', actor: 'syria-government', place: 'homs', by: [SOHR], cue: 'said', date: '2024-12-07' },
      { id: 'c-k910', quote: 'At least 910 people have been killed', kind: 'kills', place: 'syria', by: [SOHR], cue: 'said', date: '2024-12-08', quantity: { low: 910, high: null, approx: false, unit: 'killed', of: null, text: 'At least 910' } },
      { id: 'c-mas', quote: 'The Masnaa crossing was open', kind: 'opens', place: 'masnaa', by: [['travellers', null, 'witness']], cue: 'said', date: '2024-12-08' },
    ],
  },
  {
    id: 'hostile', outlet: '<b onclick="alert(1)">Outlet</b>', title: '"><img src=x onerror="alert(\'title\')"> {{7*7}}', published: '2024-12-07T10:00:00Z', basis: 'inferred: <i>words</i>',
    url: 'javascript:alert(1)',
    text: '🙂 مرحبا <script>alert("text")</script>\n\n<svg onload=alert(2)>Observers saw calm in Suwayda</svg>, <a href="javascript:alert(3)">a man</a> said.',
    claims: [
      { id: 'c-su1', quote: 'Observers saw calm in Suwayda', kind: 'other', sub_kind: '<u>no comment</u>', place: 'suwayda', by: [['<a href="javascript:alert(3)">a man</a>', null, 'anonymous']], cue: 'said', date: '2024-12-07' },
    ],
  },
];

/** Who holds what from which day: [place, from, status, actor, disputed_by, extent, standing, why, supporting, opposing]. */
export const control = [
  ['aleppo', '2024-11-27', 'unknown', null, [], 'whole', 'single', 'no report says who holds it', [], []],
  ['aleppo', '2024-11-30', 'held_by', 'hts', [], 'part', 'admitted', 'the army says that it left', ['c-al1', 'c-al2'], []],
  ['idlib', '2024-11-27', 'held_by', 'hts', [], 'whole', 'corroborated', 'two independent origins', [], []],
  ['hama', '2024-11-30', 'held_by', 'syria-government', [], 'whole', 'single', 'the opponent says so', [], []],
  ['hama', '2024-12-05', 'held_by', 'hts', [], 'whole', 'cross_adversary', 'both sides say it', ['c-ha2', 'c-ha1'], []],
  ['homs', '2024-12-05', 'held_by', 'syria-government', [], 'whole', 'single', 'two residents say so and nothing speaks against it', ['c-ho0'], []],
  ['homs', '2024-12-06', 'contested', 'syria-government', ['hts'], 'whole', 'contested', 'the Observatory says that the army left, the army denies it', ['c-ho2', 'c-ho3', 'c-ho5', 'c-ho8'], ['c-ho1', 'c-ho4', 'c-ho7']],
  ['homs', '2024-12-08', 'held_by', 'hts', [], 'whole', 'corroborated', 'two origins: Military Operations Command, Syrian Observatory', ['c-ho9', 'c-ho10'], []],
  ['rastan', '2024-12-05', 'held_by', 'hts', [], 'whole', 'corroborated', 'two independent origins', ['c-ra1', 'c-ra2'], []],
  ['daraa', '2024-12-05', 'held_by', 'syria-government', [], 'whole', 'single', 'implied by its later loss', ['c-da3'], []],
  ['daraa', '2024-12-06', 'claimed_by', 'southern-operations-room', [], 'whole', 'single', 'only the claimant says so', ['c-da2'], []],
  ['daraa', '2024-12-07', 'held_by', 'southern-operations-room', [], 'whole', 'admitted', 'the army admits that it left', ['c-da2', 'c-da3'], []],
  ['daraaProvince', '2024-12-06', 'claimed_by', 'southern-operations-room', [], 'part', 'single', 'one origin', ['c-da1'], []],
  ['suwayda', '2024-12-07', 'unknown', null, [], 'whole', 'single', 'no claim says who holds it', ['c-su1'], []],
  ['deir', '2024-12-05', 'held_by', 'syria-government', [], 'whole', 'single', 'implied by its later loss', [], []],
  ['deir', '2024-12-06', 'held_by', 'sdf', [], 'whole', 'corroborated', 'two independent origins', ['c-de1'], []],
  ['palmyra', '2024-12-07', 'claimed_by', 'syrian-free-army', [], 'whole', 'single', 'only its spokesman says so', ['c-pa1'], []],
  ['damascus', '2024-11-30', 'held_by', 'syria-government', [], 'whole', 'single', 'nothing speaks against it', [], []],
  ['damascus', '2024-12-08', 'held_by', 'hts', [], 'whole', 'corroborated', 'two independent origins', ['c-dm1', 'c-dm2'], []],
];

export const disputes = [
  {
    id: 'd-homs', about: 'withdrawal of government forces from Homs', place: 'homs', date: { start: '2024-12-06', end: '2024-12-06' },
    why: 'either the army left Homs or it did not', weight: 9.5,
    sides: [
      { says: 'government forces withdrew from Homs', origins: ['Syrian Observatory for Human Rights'], claims: ['c-ho1', 'c-ho4', 'c-ho7'] },
      { says: 'government forces did not withdraw from Homs', origins: ['Syrian army command'], claims: ['c-ho2', 'c-ho3', 'c-ho5', 'c-ho8'] },
    ],
  },
  {
    id: 'd-hama', about: 'capture of Hama', place: 'hama', date: { start: '2024-12-04', end: '2024-12-04' },
    why: 'the attack was repelled or it was not', weight: 3.1,
    sides: [
      { says: 'rebels captured Hama', origins: ['Military Operations Command'], claims: ['c-ha2'] },
      { says: 'government forces held Hama', origins: ['Syrian army command'], claims: ['c-ha1'] },
    ],
  },
];

/** [claim, indicator, period start, subset_of, superseded_by] */
export const figures = [
  ['c-k327', 'killed', '2024-11-27', null, 'c-k727'],
  ['c-k727', 'killed', '2024-11-27', null, 'c-k826'],
  ['c-k111', 'killed', '2024-11-27', 'c-k727', null],
  ['c-k826', 'killed', '2024-11-27', null, 'c-k910'],
  ['c-k910', 'killed', '2024-11-27', null, null],
  ['c-kdz', 'killed', '2024-12-07', null, null],
  ['c-dis', 'displaced', '2024-11-27', null, null],
];

export const access = [
  { place: 'nasib', status: 'closed', since: '2024-12-06', by: { id: 'jordan', name: 'Jordan' }, supporting: ['c-nas'], opposing: [] },
  { place: 'masnaa', status: 'open', since: '2024-12-08', by: null, supporting: ['c-mas'], opposing: [] },
];

export const events = [
  { id: 'e1', kind: 'captures', place: 'hama', actor: 'hts', date: '2024-12-05', standing: 'cross_adversary', origins: 2, supporting: ['c-ha2', 'c-ha1'], opposing: [] },
  { id: 'e2', kind: 'captures', place: 'rastan', actor: 'hts', date: '2024-12-05', standing: 'corroborated', origins: 2, supporting: ['c-ra1', 'c-ra2'], opposing: [] },
  { id: 'e3', kind: 'withdraws', place: 'homs', actor: 'syria-government', date: '2024-12-06', standing: 'contested', origins: 1, supporting: ['c-ho1', 'c-ho4', 'c-ho7'], opposing: ['c-ho2', 'c-ho5', 'c-ho8'] },
  { id: 'e4', kind: 'captures', place: 'daraa', actor: 'southern-operations-room', date: '2024-12-06', standing: 'single', origins: 1, supporting: ['c-da2'], opposing: [] },
  { id: 'e5', kind: 'captures', place: 'homs', actor: 'hts', date: '2024-12-08', standing: 'corroborated', origins: 2, supporting: ['c-ho9', 'c-ho10'], opposing: [] },
  { id: 'e6', kind: 'enters', place: 'damascus', actor: 'hts', date: '2024-12-08', standing: 'single', origins: 1, supporting: ['c-dm1'], opposing: [] },
];

export const movements = [
  { id: 'e3', kind: 'withdraws', actor: 'syria-government', who: null, place: 'homs', from: 'homs', to: 'damascus', date: '2024-12-06', supporting: ['c-ho1'], opposing: ['c-ho2'] },
  { id: 'e1', kind: 'withdraws', actor: 'syria-government', who: null, place: 'aleppo', from: null, to: null, date: '2024-11-30', supporting: ['c-al2'], opposing: [] },
];

export const relations = [
  { id: 're1', relation: 'allied', actor: 'hts', target: 'southern-operations-room', since: null, said: ['2024-12-06', '2024-12-08'], supporting: ['c-da2', 'c-ho9'], opposing: [] },
  { id: 're2', relation: 'accuses', actor: 'syria-government', target: 'hts', since: '2024-12-05', said: ['2024-12-06', '2024-12-06'], supporting: ['c-ho2'], opposing: ['c-ho1'] },
];

export const advisories = [
  { id: 'ad1', by: 'Jordan', advice: 'leave', whom: 'its citizens', place: 'syria', days: ['2024-12-06', '2024-12-06'], supporting: ['c-ho9'], opposing: [] },
];
