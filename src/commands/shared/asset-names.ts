/** What each picture of a bot is called. */
export const assetNames = { icon: 'icon', picture: 'profile picture' } as const;
