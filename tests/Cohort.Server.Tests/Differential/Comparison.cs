using System.Globalization;

namespace Cohort.Server.Tests.Differential;

/// <summary>How the replies to a command are compared.</summary>
internal abstract class Comparison
{
    private static readonly Comparison s_exactly = new ExactComparison();

    private static readonly Dictionary<string, Comparison> s_byCommand = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SMEMBERS"] = new UnorderedComparison(1),
        ["SINTER"] = new UnorderedComparison(1),
        ["SUNION"] = new UnorderedComparison(1),
        ["SDIFF"] = new UnorderedComparison(1),
        ["HKEYS"] = new UnorderedComparison(1),
        ["HVALS"] = new UnorderedComparison(1),
        ["KEYS"] = new UnorderedComparison(1),
        ["HGETALL"] = new UnorderedComparison(2),
        ["SORT"] = new SortedComparison(),
        ["RANDOMKEY"] = new RandomKeyComparison(),
        ["OBJECT"] = new EncodingComparison(),
        ["TTL"] = new NearComparison(100),
        ["PTTL"] = new NearComparison(100_000),
        ["EXPIRETIME"] = new NearComparison(100),
        ["PEXPIRETIME"] = new NearComparison(100_000),
        ["SORT_RO"] = new CopiedComparison(),
        ["BLPOP"] = new TransactedComparison(),
        ["BRPOP"] = new TransactedComparison(),
        ["BLMOVE"] = new TransactedComparison(),
        ["BRPOPLPUSH"] = new TransactedComparison(),
        ["BLMPOP"] = new TransactedComparison(),
        ["BZPOPMIN"] = new TransactedComparison(),
        ["BZPOPMAX"] = new TransactedComparison(),
        ["BZMPOP"] = new TransactedComparison(),
        ["SPOP"] = new PoppedComparison(),
        ["SRANDMEMBER"] = new DrawnComparison("SMISMEMBER"),
        ["HRANDFIELD"] = new DrawnComparison("HMGET"),
        ["ZRANDMEMBER"] = new DrawnComparison("ZMSCORE"),
    };

    /// <summary>How those to a command are.</summary>
    public static Comparison Of(string[] call) => s_byCommand.GetValueOrDefault(call[0], s_exactly);

    /// <summary>What Redis is to execute.</summary>
    /// <param name="call">The command.</param>
    /// <param name="reply">What Cohort has answered.</param>
    public virtual IReadOnlyList<string[]> ForRedis(string[] call, Reply reply) => [call];

    /// <summary>Whether the replies are alike.</summary>
    /// <param name="call">The command.</param>
    /// <param name="reply">What Cohort has answered.</param>
    /// <param name="redis">What Redis has answered to what it was to execute.</param>
    public abstract bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis);

    /// <summary>The parts of a reply in an order that does not depend on theirs.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="each">How many parts belong together.</param>
    public static IEnumerable<string> InOrder(IEnumerable<Reply> parts, int each) =>
        parts.Chunk(each).Select(chunk => string.Concat(chunk.Select(part => part.Text))).Order(StringComparer.Ordinal);

    private sealed class ExactComparison : Comparison
    {
        public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis) =>
            reply.Text == redis[0].Text;
    }

    /// <summary>Exactly the same; but what a key of another kind has may be a set, which has no order where it is not
    /// sorted.</summary>
    private sealed class SortedComparison : Comparison
    {
        private static readonly UnorderedComparison s_unordered = new(1);

        public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis) =>
            reply.Text == redis[0].Text || (HasNoOrder(call, reply) && s_unordered.AreAlike(call, reply, redis));

        // And Redis compares texts as C does, up to their first zero.
        private static bool HasNoOrder(string[] call, Reply reply) =>
            call.Contains("nosort", StringComparer.OrdinalIgnoreCase)
            || reply.Parts.Any(part => part.Text.Contains('\0', StringComparison.Ordinal));
    }

    /// <summary>The same parts, in whatever order.</summary>
    private sealed class UnorderedComparison(int each) : Comparison
    {
        public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis) =>
            reply.Parts.Count == 0
                ? reply.Text == redis[0].Text
                : reply.Kind == redis[0].Kind
                    && InOrder(reply.Parts, each).SequenceEqual(InOrder(redis[0].Parts, each));
    }

    /// <summary>Whole numbers that are times: one side is later than the other.</summary>
    private sealed class NearComparison(long most) : Comparison
    {
        public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis) =>
            reply.Text == redis[0].Text
            || (
                reply.Kind == ':'
                && redis[0].Kind == ':'
                && long.Parse(reply.Value!, CultureInfo.InvariantCulture) is >= 0 and var ours
                && long.Parse(redis[0].Value!, CultureInfo.InvariantCulture) is >= 0 and var theirs
                && Math.Abs(ours - theirs) <= most
            );
    }

    /// <summary>As what a value is kept. Redis keeps what INCRBYFLOAT has made as text, also where it is a whole
    /// number.</summary>
    private sealed class EncodingComparison : Comparison
    {
        public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis) =>
            reply.Text == redis[0].Text || (reply.Value == "int" && redis[0].Value == "embstr");
    }

    /// <summary>A key that each side draws: Redis has it too.</summary>
    private sealed class RandomKeyComparison : Comparison
    {
        public override IReadOnlyList<string[]> ForRedis(string[] call, Reply reply) =>
            reply.Value is { } key && !reply.IsError ? [call, ["EXISTS", key]] : [call];

        public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis) =>
            redis.Count == 1 ? reply.Text == redis[0].Text : redis[0].Value is not null && redis[1].Value == "1";
    }

    /// <summary>What Redis would wait with if it were not in a transaction.</summary>
    private sealed class TransactedComparison : Comparison
    {
        public override IReadOnlyList<string[]> ForRedis(string[] call, Reply reply) =>
            [
                ["MULTI"],
                call,
                ["EXEC"],
            ];

        public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis) =>
            reply.Text == TransactedReplies.Executed(redis[1], redis[2]).Text;
    }

    /// <summary>What reads, and after which Redis keeps the value in another form: it reads a copy.</summary>
    private sealed class CopiedComparison : Comparison
    {
        private const string CopiedKey = "copied";

        public override IReadOnlyList<string[]> ForRedis(string[] call, Reply reply) =>
            call.Length < 2
                ? [call]
                :
                [
                    ["COPY", call[1], CopiedKey],
                    [call[0], CopiedKey, .. call.Skip(2)],
                    ["DEL", CopiedKey],
                ];

        public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis) =>
            reply.Text == redis[redis.Count == 1 ? 0 : 1].Text;
    }
}
