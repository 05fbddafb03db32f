namespace Cohort.Server.Tests.Differential;

/// <summary>The commands that are compared, a grammar for each; a number in front: so many times as likely.</summary>
internal static class Syntax
{
    private const string Strings = """
        3 SET {string} {value}
        SET {key} {value} [NX|XX] [GET] [KEEPTTL]
        SET {string} {value} [GET] (EX {lasting}|EXAT {future}|KEEPTTL) [NX|XX]
        SETEX {string} {lasting} {value}
        PSETEX {string} {lasting} {value}
        GETEX {string} [EX {lasting}|PXAT {future}|PERSIST]
        GET {key}
        SETNX {string} {value}
        GETSET {string} {value}
        GETDEL {string}
        MGET ({key})+
        MSET ({string} {value})+
        MSETNX ({string} {value})+
        2 APPEND {string} {value}
        STRLEN {string}
        GETRANGE {string} {integer} {integer}
        SUBSTR {string} {integer} {integer}
        SETRANGE {string} {offset} {value}
        2 LCS {string} {string} [LEN] [IDX] [MINMATCHLEN {integer}] [WITHMATCHLEN]
        """;

    private const string Counters = """
        SET {string} {integer}
        2 INCR {string}
        DECR {string}
        2 INCRBY {string} {integer}
        DECRBY {string} {integer}
        SET {string} {fraction}
        3 INCRBYFLOAT {string} {fraction}
        """;

    private const string Bits = """
        3 SETBIT {string} {offset} (0|1)
        GETBIT {string} {offset}
        2 BITCOUNT {string} [{integer} {integer}] [BYTE|BIT]
        2 BITPOS {string} (0|1) [{integer}]
        BITPOS {string} (0|1) {integer} {integer} [BYTE|BIT]
        2 BITOP (AND|OR|XOR) {string} ({string})+
        BITOP NOT {string} {string}
        2 BITFIELD {string} ({bitfield})+
        BITFIELD_RO {string} (GET {bittype} {offset})+
        """;

    private const string Keys = """
        DEL ({key})+
        UNLINK {key}
        EXISTS ({key})+
        TOUCH ({key})+
        TYPE {key}
        RENAME {key} {key}
        RENAMENX {key} {key}
        COPY {key} {key} [DB {database}] [REPLACE]
        MOVE {key} {database}
        KEYS {pattern}
        KEYS {keypattern}
        RANDOMKEY
        DBSIZE
        SCAN {cursor} [MATCH {keypattern}] [COUNT {count}] [TYPE {type}]
        6 OBJECT ENCODING {key}
        """;

    // Times that are relative are far from those that are not: it does not matter that one side comes a little later.
    private const string Expiry = """
        EXPIRE {key} {lasting} [NX|XX]
        PEXPIRE {key} {lasting} [NX]
        2 EXPIREAT {key} {moment} [NX|XX|GT|LT]
        PEXPIREAT {key} {moment} [XX] [GT|LT]
        PERSIST {key}
        2 TTL {key}
        PTTL {key}
        EXPIRETIME {key}
        PEXPIRETIME {key}
        """;

    private const string Sorting = """
        2 SORT {list} [LIMIT {integer} {integer}] [ASC|DESC] ALPHA [STORE {list}]
        SORT {list} [ASC|DESC] [STORE {list}]
        SORT {set} [LIMIT {integer} {integer}] [ASC|DESC] ALPHA [STORE {list}]
        SORT {set} [ASC|DESC]
        SORT {zset} [LIMIT {integer} {integer}] [ASC|DESC] ALPHA
        SORT {zset} BY nosort [GET #] [ASC|DESC]
        SORT {list} BY nosort [GET string*]
        SORT {list} ALPHA GET # GET string* GET hash*->a
        SORT_RO {list} ALPHA [LIMIT {integer} {integer}] [DESC]
        """;

    // As in a transaction: they take what there is, and do not wait.
    private const string Waiting = """
        BLPOP ({list})+ {timeout}
        BRPOP ({list})+ {timeout}
        BLMOVE {list} {list} (LEFT|RIGHT) (LEFT|RIGHT) {timeout}
        BRPOPLPUSH {list} {list} {timeout}
        BLMPOP {timeout} {lists} (LEFT|RIGHT) [COUNT {count}]
        BZPOPMIN ({zset})+ {timeout}
        BZPOPMAX ({zset})+ {timeout}
        BZMPOP {timeout} {zsets} (MIN|MAX) [COUNT {count}]
        """;

    private const string Everything = """
        FLUSHDB [ASYNC|SYNC]
        FLUSHALL
        2 SWAPDB {database} {database}
        """;

    private const string Hashes = """
        8 HSET {hash} ({member} {value})+
        HSET {hash} {manypairs}
        HMSET {hash} ({member} {value})+
        HSETNX {hash} {member} {value}
        HGET {hash} {member}
        HMGET {hash} ({member})+
        2 HDEL {hash} ({member})+
        HEXISTS {hash} {member}
        HLEN {hash}
        HSTRLEN {hash} {member}
        HKEYS {hash}
        HVALS {hash}
        HGETALL {hash}
        2 HINCRBY {hash} {member} {integer}
        3 HINCRBYFLOAT {hash} {member} {fraction}
        HINCRBYFLOAT {hash} {member} {score}
        HRANDFIELD {hash}
        HRANDFIELD {hash} {draws} [WITHVALUES]
        HSCAN {hash} {cursor} [MATCH {pattern}] [COUNT {count}]
        """;

    private const string Lists = """
        4 LPUSH {list} ({value})+
        4 RPUSH {list} ({value})+
        RPUSH {list} {manymembers}
        LPUSHX {list} ({value})+
        RPUSHX {list} ({value})+
        LPOP {list} [{count}]
        RPOP {list} [{count}]
        LLEN {list}
        LRANGE {list} {integer} {integer}
        LRANGE {list} 0 -1
        LINDEX {list} {integer}
        LSET {list} {integer} {value}
        2 LINSERT {list} (BEFORE|AFTER) {value} {value}
        LREM {list} {integer} {value}
        LTRIM {list} {integer} {integer}
        2 LPOS {list} {value} [RANK {integer}] [COUNT {count}] [MAXLEN {count}]
        LMOVE {list} {list} (LEFT|RIGHT) (LEFT|RIGHT)
        RPOPLPUSH {list} {list}
        LMPOP {lists} (LEFT|RIGHT) [COUNT {count}]
        """;

    private const string Sets = """
        8 SADD {set} ({member})+
        2 SADD {set} {manymembers}
        2 SREM {set} ({member})+
        SREM {set} {manymembers}
        SCARD {set}
        SISMEMBER {set} {member}
        SMISMEMBER {set} ({member})+
        SMEMBERS {set}
        SPOP {set} [{count}]
        SRANDMEMBER {set} [{draws}]
        SMOVE {set} {set} {member}
        SINTER ({set})+
        SUNION ({set})+
        SDIFF ({set})+
        SINTERSTORE {set} ({set})+
        SUNIONSTORE {set} ({set})+
        SDIFFSTORE {set} ({set})+
        SINTERCARD {sets} [LIMIT {count}]
        SSCAN {set} {cursor} [MATCH {pattern}] [COUNT {count}]
        """;

    private const string SortedSets = """
        10 ZADD {zset} ({score} {member})+
        3 ZADD {zset} [NX|XX] [GT|LT] [CH] [INCR] ({score} {member})+
        3 ZADD {zset} [XX] [GT|LT] [CH] INCR {score} {member}
        ZADD {zset} {manyscored}
        ZINCRBY {zset} {score} {member}
        2 ZREM {zset} ({member})+
        ZSCORE {zset} {member}
        ZMSCORE {zset} ({member})+
        ZCARD {zset}
        ZRANK {zset} {member}
        ZREVRANK {zset} {member}
        ZRANDMEMBER {zset}
        ZRANDMEMBER {zset} {draws} [WITHSCORES]
        ZSCAN {zset} {cursor} [MATCH {pattern}] [COUNT {count}]
        ZCOUNT {zset} {bound} {bound}
        ZPOPMIN {zset} [{count}]
        ZPOPMAX {zset} [{count}]
        ZMPOP {zsets} (MIN|MAX) [COUNT {count}]
        """;

    private const string SortedSetRanges = """
        2 ZRANGE {zset} {integer} {integer} [REV] [WITHSCORES]
        ZRANGE {zset} 0 -1 WITHSCORES
        2 ZRANGE {zset} {bound} {bound} BYSCORE [REV] [LIMIT {integer} {integer}] [WITHSCORES]
        ZRANGE {zset} {integer} {integer} [BYSCORE] [REV] [LIMIT {count} {count}] [WITHSCORES]
        ZREVRANGE {zset} {integer} {integer} [WITHSCORES]
        ZRANGEBYSCORE {zset} {bound} {bound} [WITHSCORES] [LIMIT {integer} {integer}]
        ZREVRANGEBYSCORE {zset} {bound} {bound} [WITHSCORES] [LIMIT {integer} {integer}]
        ZRANGESTORE {zset} {zset} {integer} {integer} [REV]
        ZRANGESTORE {zset} {zset} {bound} {bound} BYSCORE [REV] [LIMIT {integer} {integer}]
        ZREMRANGEBYRANK {zset} {integer} {integer}
        ZREMRANGEBYSCORE {zset} {bound} {bound}
        ZUNION {zsets} [WEIGHTS {weights}] [AGGREGATE (SUM|MIN|MAX)] [WITHSCORES]
        ZINTER {zsets} [WEIGHTS {weights}] [AGGREGATE (SUM|MIN|MAX)] [WITHSCORES]
        ZDIFF {zsets} [WITHSCORES]
        ZINTERCARD {zsets} [LIMIT {count}]
        ZUNIONSTORE {zset} {zsets} [WEIGHTS {weights}] [AGGREGATE (SUM|MIN|MAX)]
        ZINTERSTORE {zset} {zsets} [WEIGHTS {weights}] [AGGREGATE (SUM|MIN|MAX)]
        ZDIFFSTORE {zset} {zsets}
        """;

    // Redis says nothing of what it does where scores differ: these keys have members of the same score only.
    private const string SortedSetsByMember = """
        5 ZADD {lex} 0 {lexmember} 0 {lexmember}
        ZADD {lex} {manylex}
        ZREM {lex} {lexmember} {lexmember}
        SET {lex} {lexmember}
        DEL {lex}
        ZLEXCOUNT {lex} {lexbound} {lexbound}
        2 ZRANGE {lex} {lexbound} {lexbound} BYLEX [REV] [LIMIT {integer} {integer}] [WITHSCORES]
        ZRANGEBYLEX {lex} {lexbound} {lexbound} [LIMIT {integer} {integer}]
        ZREVRANGEBYLEX {lex} {lexbound} {lexbound} [LIMIT {integer} {integer}]
        ZRANGESTORE {zset} {lex} {lexbound} {lexbound} BYLEX [REV] [LIMIT {integer} {integer}]
        ZREMRANGEBYLEX {lex} {lexbound} {lexbound}
        """;

    /// <summary>All that are often drawn.</summary>
    public static IReadOnlyList<Grammar> Usual { get; } =
    [
        .. new[] { Strings, Counters, Bits, Keys, Expiry, Sorting, Waiting, Hashes, Lists, Sets, SortedSets }
            .Concat([SortedSetRanges, SortedSetsByMember])
            .SelectMany(Grammar.Read),
    ];

    /// <summary>Those that are seldom drawn, so that something is there for the others.</summary>
    public static IReadOnlyList<Grammar> Rare { get; } = Grammar.Read(Everything);
}
