// What applications do with Redis, done through one node and looked at through another.
import assert from 'node:assert/strict';
import { connect } from './connections.mjs';

async function strings(one, other, key) {
    assert.equal(await one.call(['SET', key, 'a', 'EX', '100']), 'OK');
    assert.equal(await other.call(['APPEND', key, 'b']), 2);
    assert.equal(await one.call(['GET', key]), 'ab');
    assert.equal(await one.call(['GETDEL', key]), 'ab');
    assert.equal(await other.call(['EXISTS', key]), 0);
}

async function hashes(one, other, key) {
    assert.equal(await one.call(['HSET', key, 'f', '1', 'g', '2']), 2);
    assert.equal(await other.call(['HINCRBY', key, 'f', '4']), 5);
    assert.deepEqual(await one.call(['HMGET', key, 'f', 'g', 'h']), ['5', '2', null]);
}

async function lists(one, other, key) {
    assert.equal(await one.call(['RPUSH', key, 'a', 'b', 'c']), 3);
    assert.equal(await other.call(['LPOP', key]), 'a');
    assert.deepEqual(await one.call(['LRANGE', key, '0', '-1']), ['b', 'c']);
}

async function sortedSets(one, other, key) {
    assert.equal(await one.call(['ZADD', key, '1', 'a', '2', 'b', '3', 'c']), 3);
    assert.equal(await other.call(['ZREVRANK', key, 'a']), 2);
    assert.deepEqual(await one.call(['ZRANGE', key, '(1', '+inf', 'BYSCORE']), ['b', 'c']);
}

async function transactions(one, other, key) {
    assert.deepEqual(await one.transact([['SET', key, '1'], ['INCR', key]]), ['OK', 2]);
    await one.call(['WATCH', key]);
    await other.call(['INCR', key]);
    assert.equal(await one.transact([['SET', key, 'lost']]), null);
    assert.equal(await one.call(['GET', key]), '3');
}

async function subscriptions(one, other, key, library, port) {
    const listening = await connect(library, port);
    if (listening === null) throw new Error(`node at ${port} is gone`);
    try {
        const heard = new Promise(resolve => listening.subscribe(key, resolve).then(() => other.call(['PUBLISH', key, 'news'])));
        assert.equal(await within(heard, 'a message'), 'news');
    } finally {
        listening.close();
    }
}

async function waiting(one, other, key, library, port) {
    const waits = await connect(library, port);
    if (waits === null) throw new Error(`node at ${port} is gone`);
    try {
        const given = waits.call(['BLPOP', key, '20']);
        given.catch(() => {});
        await other.call(['RPUSH', key, 'x']);
        assert.deepEqual(await within(given, 'what was pushed'), [key, 'x']);
        const highest = waits.call(['BZPOPMAX', `${key}z`, '20']);
        highest.catch(() => {});
        await other.call(['ZADD', `${key}z`, '1', 'a', '2', 'b']);
        const [from, member, score] = await within(highest, 'the highest');
        assert.deepEqual([from, member, Number(score)], [`${key}z`, 'b', 2]);
    } finally {
        waits.close();
    }
}

function within(promise, what) {
    let timer;
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what} has not come` })), 30_000); });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const checks = { strings, hashes, lists, sortedSets, transactions, subscriptions, waiting };

/** Runs all checks once: through the node at one port and that at another. Returns false where one of the two went away meanwhile. */
export async function round(library, port, otherPort, name) {
    const one = await connect(library, port);
    const other = await connect(library, otherPort);
    try {
        if (one === null || other === null) return false;
        for (const [what, check] of Object.entries(checks)) {
            try {
                await check(one, other, `check:${library}:${name}:${what}`, library, port);
            } catch (error) {
                if (error instanceof assert.AssertionError) {
                    error.message = `${library}, ${what}, at ${port} and ${otherPort}: ${error.message}`;
                    throw error;
                }
                return false;
            }
        }
        return true;
    } finally {
        one?.close();
        other?.close();
    }
}
