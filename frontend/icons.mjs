// The icons of the sprite, by their names in @tabler/icons (outline). Add one here and run `make assets`.
export const ICONS = [
  // what happened, what blocks
  "check", "circle-check", "alert-triangle", "alert-circle", "ban", "info-circle", "help-circle", "x", "clock", "hourglass",
  "cloud-check", "cloud-off", "cloud-upload", "loader-2", "lock", "lock-open", "shield-check", "eye", "eye-off",
  // going somewhere
  "arrow-up", "arrow-down", "arrow-left", "arrow-right", "arrow-back-up", "arrow-forward-up", "arrows-sort", "chevron-down", "chevron-up",
  "chevron-left", "chevron-right", "external-link", "link", "home", "menu-2", "dots-vertical", "login", "logout",
  // doing something
  "plus", "minus", "pencil", "trash", "copy", "download", "upload", "send", "printer", "search", "filter", "refresh",
  "device-floppy", "grip-vertical", "settings", "switch-horizontal", "player-play",
  // things
  "file-text", "file-type-pdf", "file-type-docx", "file-type-xls", "file-zip", "paperclip", "photo", "folder", "list",
  "list-check", "list-numbers", "table", "chart-bar", "chart-line", "calendar", "calendar-event", "quote", "history",
  "certificate", "award", "star", "flag", "gavel", "scale", "speakerphone", "message-report", "clipboard-check", "coin",
  "database", "map-pin", "language", "rubber-stamp", "signature",
  // people
  "user", "users", "user-check", "user-x", "building", "building-community", "building-factory-2", "bell", "mail", "phone",
];
