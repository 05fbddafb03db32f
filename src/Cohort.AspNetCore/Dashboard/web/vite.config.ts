import { defineConfig } from "vite";

// The names stay the same, and so do the bytes: what is committed can be compared with what is built.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../assets",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "dashboard.js",
        chunkFileNames: "[name].js",
        assetFileNames: "dashboard.[ext]",
      },
    },
  },
});
