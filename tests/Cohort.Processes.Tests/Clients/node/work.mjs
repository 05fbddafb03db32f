// Clients of both libraries work at all nodes until standard input says so, and write down what they have asked and were answered, for whoever
// judges it. Usage: node work.mjs PORTS HISTORY. Prints "running", and at the end one line of JSON with what was done.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { connect, isRefusal, names } from './connections.mjs';
import { round } from './checks.mjs';

const [portList, historyFile] = process.argv.slice(2);
const ports = portList.split(',').map(Number);
const workersPerLibrary = 6;
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

const history = [];
let step = 0;
let element = 0;
let isStopping = false;
let reconnections = 0;
let refusals = 0;

const operations = [
    () => { const value = ++element; return { object: `register:${value % 3}`, kind: 'Write', argument: value, words: ['SET', `register:${value % 3}`, value] }; },
    () => { const object = `register:${step % 3}`; return { object, kind: 'Read', words: ['GET', object] }; },
    () => ({ object: 'counter', kind: 'Add', argument: 1, words: ['INCR', 'counter'] }),
    () => ({ object: 'counter', kind: 'Read', words: ['GET', 'counter'] }),
    () => { const value = ++element; return { object: 'queue', kind: 'Enqueue', argument: value, words: ['RPUSH', 'queue', value] }; },
    () => ({ object: 'queue', kind: 'Dequeue', words: ['LPOP', 'queue'] }),
];

function resultOf(kind, reply) {
    switch (kind) {
        case 'Write': case 'Enqueue': return null;
        case 'Dequeue': return reply === null ? null : Number(reply);
        default: return Number(reply ?? 0);
    }
}

async function work(library, first) {
    let at = first;
    let connection = null;
    while (!isStopping) {
        if (connection === null) {
            connection = await connect(library, ports[at % ports.length]);
            if (connection === null) {
                at++;
                await pause(20);
                continue;
            }
        }
        const { words, ...asked } = operations[Math.floor(Math.random() * operations.length)]();
        const call = { ...asked, called: ++step };
        history.push(call);
        try {
            const reply = await connection.call(words);
            call.returned = ++step;
            call.result = resultOf(call.kind, reply);
        } catch (error) {
            // Unanswered: it may have taken effect, now or later.
            if (isRefusal(error)) refusals++;
            try { connection.close(); } catch { /* It has ended by itself. */ }
            connection = null;
            at++;
            reconnections++;
        }
    }
    connection?.close();
}

async function check(library) {
    let complete = 0;
    for (let number = 0; !isStopping; number++) {
        const port = ports[number % ports.length];
        const other = ports[(number + 1 + Math.floor(number / ports.length) % (ports.length - 1)) % ports.length];
        if (await round(library, port, other, number)) complete++;
        else await pause(50);
        progress[library] = complete;
    }
}

const progress = Object.fromEntries(names.map(name => [name, 0]));
const running = names.flatMap(library => [
    check(library),
    ...Array.from({ length: workersPerLibrary }, (_, worker) => work(library, worker)),
]);
console.log('running');
createInterface({ input: process.stdin }).on('line', line => {
    if (line === 'progress') console.log(JSON.stringify(progress));
    if (line === 'stop') isStopping = true;
});
await Promise.all(running);
writeFileSync(historyFile, history.map(call => JSON.stringify(call)).join('\n'));
console.log(JSON.stringify({ calls: history.length, reconnections, refusals, rounds: progress }));
process.exit(0);
