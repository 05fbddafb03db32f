import "uplot/dist/uPlot.min.css";
import "./style.css";
import { render } from "preact";
import { App } from "./App";
import { Cluster } from "./cluster";

const cluster = new Cluster(new URLSearchParams(location.search).get("group") ?? "");
render(<App cluster={cluster} />, document.getElementById("app")!);
