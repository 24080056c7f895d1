// about.mjs is written by live/pages/runtime.py into the folder that the site serves.
export const about: import("./messages.mjs").About;
