// Plays the animation "talk" with Spine's runtime 4.2: node spine.mjs FILE.spine.json '[seconds, ...]'
import fs from "fs";
import * as spine from "@esotericsoftware/spine-core";

const attachments = { newRegionAttachment: (skin, name, path) => new spine.RegionAttachment(name, path) };
const data = new spine.SkeletonJson(attachments).readSkeletonData(fs.readFileSync(process.argv[2], "utf8"));
const skeleton = new spine.Skeleton(data);
const state = new spine.AnimationState(new spine.AnimationStateData(data));
state.setAnimation(0, "talk", false);
const found = { mouths: [], jaw: [], head: [] };
let now = 0;
for (const moment of JSON.parse(process.argv[3])) {
  state.update(moment - now);
  now = moment;
  state.apply(skeleton);
  found.mouths.push(skeleton.findSlot("mouth").getAttachment().name);
  found.jaw.push(skeleton.findBone("jaw").y);
  found.head.push(skeleton.findBone("head").rotation);
}
console.log(JSON.stringify(found));
