/** The two ways to embed a bot: a bubble that opens a chat window, or a chat that is a part of the page. */
export type EmbedType = 'widget' | 'iframe';

export const platformNames = [
  'html',
  'bubble',
  'framer',
  'shopify',
  'webflow',
  'weebly',
  'wix',
  'wordpress',
] as const;
export type PlatformName = (typeof platformNames)[number];

export type Platform = {
  readonly title: string;
  /** What the page of the documentation has its readers copy. */
  readonly type: EmbedType;
  /** Where the snippet goes, step by step, as the documentation says. */
  readonly steps: readonly string[];
  /** The page of the documentation; `undefined` where it says nothing. */
  readonly source: string | undefined;
};

function vendorPage(name: string): string {
  return `https://chatbase.co/docs/integrations/${name}`;
}

/** What the documentation says about each platform (pages "Bubble", "Framer", "Shopify", "Webflow", "Weebly", "Wix", "WordPress"). */
export const platforms: Readonly<Record<PlatformName, Platform>> = {
  html: {
    title: 'your website',
    type: 'widget',
    steps: [
      'Open the HTML of the page, or the template that all pages share.',
      'Paste the snippet before </body>, or where the iframe is to be.',
      'Publish the page and open it.',
    ],
    source: undefined,
  },
  bubble: {
    title: 'Bubble',
    type: 'widget',
    steps: [
      'On your Bubble dashboard, click Launch Editor beside the app.',
      'Scroll down to the section of the page that is to have the chat.',
      'Drag the HTML component from the left sidebar to that section.',
      'Double-click the component to open its code editor.',
      'Paste the snippet: the icon of the chat appears at the bottom of the canvas.',
      'Preview the app to test the chat.',
    ],
    source: vendorPage('bubble'),
  },
  framer: {
    title: 'Framer',
    type: 'widget',
    steps: [
      'On your Framer dashboard, open the project.',
      'Click the three dots beside the page, on the left side of the editor.',
      'Click Settings and scroll down to Custom Code.',
      'Paste the snippet into the first box, "Start of <head> tag", and click Save.',
    ],
    source: vendorPage('framer'),
  },
  shopify: {
    title: 'Shopify',
    type: 'iframe',
    steps: [
      'In the Shopify admin, click Online Store, then Pages.',
      'Click the page that is to have the chat.',
      'In the editor of the page, click the source code icon at the top right.',
      'Paste the snippet and click Save.',
      'Click the source code icon again: the editor shows a preview of the chat.',
    ],
    source: vendorPage('shopify'),
  },
  webflow: {
    title: 'Webflow',
    type: 'iframe',
    steps: [
      'On your Webflow dashboard, hover over the website and click Open Designer.',
      'Click the file icon (Pages) at the top left, and select the page.',
      'Click the plus button (Add elements) at the top left.',
      'Drag a Section to the page, a Container into it, and a Div into the Container. Set the size of the Div.',
      'Drag an Embed element into the Div, and double-click it.',
      'Paste the snippet and click Save & Close.',
    ],
    source: vendorPage('webflow'),
  },
  weebly: {
    title: 'Weebly',
    type: 'iframe',
    steps: [
      'Sign in to Weebly, go to Edit site, and select the page.',
      'Drag Embed Code from the Basic toolbar on the left to the place of the chat.',
      'Click "Click to set custom HTML", then Edit Custom HTML.',
      'Paste the snippet and click outside the element.',
    ],
    source: vendorPage('weebly'),
  },
  wix: {
    title: 'Wix',
    type: 'widget',
    steps: [
      'On your Wix dashboard, click Design Site at the top right.',
      'Scroll to the section that is to have the chat.',
      'Click the plus button (Add Elements), then Embed Code, Popular Embeds, Custom Code.',
      'Click + Add Custom Code at the top right, and paste the snippet.',
      'Name the code, and choose an option under Add Code to Pages and under Place Code in.',
      'Click Apply, and preview the website.',
    ],
    source: vendorPage('wix'),
  },
  wordpress: {
    title: 'WordPress',
    type: 'widget',
    steps: [
      'In the WordPress admin, click Plugins, then Add New Plugin.',
      'Search for Chatbase, click Install Now, then Activate.',
      'Click Settings, then Chatbase options.',
      'Paste the id that is printed into the box "Chatbot ID".',
      'Click Save Changes.',
    ],
    source: vendorPage('wordpress'),
  },
};

/** For WordPress with more than the id, which is all that the plugin takes. The documentation does not describe it. */
export const wordpressCode: Platform = {
  title: 'WordPress',
  type: 'widget',
  steps: [
    'The plugin of Chatbase takes only the id of the bot, so this snippet goes in as code instead.',
    'Deactivate the plugin of Chatbase if it is active: two widgets would be shown.',
    'Paste the snippet into a Custom HTML block of the page, or into the footer of your theme.',
  ],
  source: undefined,
};
