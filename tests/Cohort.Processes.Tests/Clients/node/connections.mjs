// One way to call both libraries. Nothing is sent a second time by itself: whoever calls knows whether it was answered.
import { Redis } from 'ioredis';
import { createClient } from 'redis';

const host = '127.0.0.1';

/** A connection whose end leaves the fate of its last command unknown. */
export class Unanswered extends Error {}

class IoredisConnection {
    constructor(port) {
        this.client = new Redis({
            host, port, lazyConnect: true, retryStrategy: () => null, autoResendUnfulfilledCommands: false, enableOfflineQueue: false,
        });
        this.client.on('error', () => {});
    }
    open() { return this.client.connect(); }
    call(words) { return this.client.call(...words); }
    close() { this.client.disconnect(); }
    async subscribe(channel, heard) {
        this.client.on('message', (_, message) => heard(message));
        await this.client.subscribe(channel);
    }
    async transact(commands) {
        const multi = this.client.multi();
        for (const [name, ...words] of commands) multi.call(name, ...words);
        const replies = await multi.exec();
        return replies === null ? null : replies.map(([error, reply]) => { if (error) throw error; return reply; });
    }
}

class NodeRedisConnection {
    constructor(port) {
        this.client = createClient({ socket: { host, port, reconnectStrategy: false }, disableOfflineQueue: true });
        this.client.on('error', () => {});
    }
    open() { return this.client.connect(); }
    call(words) { return this.client.sendCommand(words.map(String)); }
    close() { this.client.destroy(); }
    async subscribe(channel, heard) { await this.client.subscribe(channel, heard); }
    async transact(commands) {
        const multi = this.client.multi();
        for (const words of commands) multi.addCommand(words.map(String));
        try {
            return await multi.exec();
        } catch (error) {
            if (error.constructor.name === 'WatchError') return null;
            throw error;
        }
    }
}

const libraries = { ioredis: IoredisConnection, 'node-redis': NodeRedisConnection };

/** The libraries by their names. */
export const names = Object.keys(libraries);

/** Connects to a node; null where nobody answers there. */
export async function connect(library, port) {
    const connection = new libraries[library](port);
    try {
        await connection.open();
        return connection;
    } catch {
        try { connection.close(); } catch { /* It never was one. */ }
        return null;
    }
}

/** Whether a command was refused by the server, and not left without an answer. */
export function isRefusal(error) {
    return error.constructor.name === 'ReplyError' || error.constructor.name === 'SimpleError' || error.constructor.name === 'ErrorReply';
}
