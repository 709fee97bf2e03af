// The plane of valence and arousal as a disc: the square [-1, 1]² fills it, corners included.

export function toDisc(valence, arousal) {
  const x = valence * Math.sqrt(1 - (arousal * arousal) / 2);
  const y = arousal * Math.sqrt(1 - (valence * valence) / 2);
  return [x, y];
}

export function fromDisc(x, y) {
  const radius = Math.hypot(x, y);
  if (radius > 1) [x, y] = [x / radius, y / radius];
  const shift = x * x - y * y;
  const root = 2 * Math.SQRT2;
  const valence = (Math.sqrt(Math.max(0, 2 + shift + root * x)) - Math.sqrt(Math.max(0, 2 + shift - root * x))) / 2;
  const arousal = (Math.sqrt(Math.max(0, 2 - shift + root * y)) - Math.sqrt(Math.max(0, 2 - shift - root * y))) / 2;
  return [clamp(valence), clamp(arousal)];
}

export function clamp(value, low = -1, high = 1) {
  return Math.min(high, Math.max(low, value));
}

export const round = (value) => Math.round(value * 100) / 100 + 0;

/** The colour of a point, mixed in linear light from those of the emotions around it. */
export function colourField(emotions) {
  const neutral = linear([217, 214, 207]);
  const points = emotions.map(({ vad, colour }) => ({ v: vad[0], a: vad[1], light: linear(rgb(colour)) }));
  return (v, a) => {
    const rest = 0.9 * Math.exp(-(v * v + a * a) / 0.06); // The middle is neutral.
    const sum = neutral.map((channel) => rest * channel);
    let whole = rest;
    for (const point of points) {
      const weight = Math.exp(-((point.v - v) ** 2 + (point.a - a) ** 2) / 0.035) + 1e-5;
      whole += weight;
      for (let i = 0; i < 3; i++) sum[i] += weight * point.light[i];
    }
    return sum.map((channel) => Math.round(255 * (channel / whole) ** (1 / 2.2)));
  };
}

const linear = (channels) => channels.map((channel) => (channel / 255) ** 2.2);

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}
