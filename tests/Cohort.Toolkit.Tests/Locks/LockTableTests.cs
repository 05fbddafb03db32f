using System.Buffers;
using Cohort.Serialization;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Locks;

namespace Cohort.Toolkit.Tests.Locks;

/// <summary>The locks as a machine: whatever comes, in whatever order, every replica has the same, also one that got
/// the state of another or has seen a view twice.</summary>
public sealed class LockTableTests
{
    private const int Members = 4;

    private readonly UpdateContext _context = new();
    private readonly List<object> _raised = [];
    private ulong _position;
    private LockClaim? _asked;
    private int _refused;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Replicas_that_make_the_same_have_the_same(int seed)
    {
        var random = new Random(seed);
        (LockTable one, LockTable other) = (new LockTable(), new LockTable());
        View view = ViewOf(1, [0, 1, 2, 3]);
        for (int step = 0; step < 400; step++)
        {
            if (random.Next(40) == 0)
                other = Copy(other);
            if (random.Next(25) == 0)
            {
                view = ViewOf(view.Number.Value + 1, [.. Enumerable.Range(0, Members).Where(_ => random.Next(4) > 0)]);
                Install(one, view);
                Install(other, view);
                Install(other, view);
            }
            else if (!view.Members.IsEmpty)
            {
                Action<LockTable> update = Draw(random, view, one);
                update(one);
                update(other);
            }
            Assert.Equal(Bytes(one), Bytes(other));
            CheckHolders(one);
            Assert.True(AllGo(one));
        }
        Assert.True(_refused > 0, "There was no deadlock to refuse.");
    }

    [Fact]
    public void Without_anybody_there_is_no_lock()
    {
        var table = new LockTable();
        View both = ViewOf(1, [0, 1]);
        Request(table, both, 0, "a", 1, LockMode.Exclusive);
        Request(table, both, 1, "a", 2, LockMode.Exclusive);
        Request(table, both, 1, "b", 3, LockMode.Shared);
        Assert.Equal(["a", "b"], table.Locks.Keys);
        Install(table, ViewOf(2, [1]));
        Assert.Equal(2UL, Assert.Single(table.Locks["a"].Held).Id);
        Assert.Contains(_raised, happened => happened is ClaimGranted { Claim: 2 });
        Install(table, ViewOf(3, [2]));
        Assert.Empty(table.Locks);
    }

    [Fact]
    public void Tokens_grow_from_one_formation_to_the_next_with_the_time_of_the_callers()
    {
        (LockTable first, LockTable second) = (new LockTable(), new LockTable());
        View view = ViewOf(1, [0]);
        Request(first, view, 0, "a", 1, LockMode.Exclusive);
        _position++;
        Request(second, view, 0, "a", 1, LockMode.Exclusive);
        ulong[] tokens = [.. _raised.OfType<ClaimGranted>().Select(granted => granted.Number)];
        Assert.True(tokens[1] > tokens[0]);
    }

    [Fact]
    public void There_is_an_end_to_how_many_claims_are_kept()
    {
        var table = new LockTable();
        View view = ViewOf(1, [0]);
        for (int claim = 1; claim <= LockTable.MostClaims; claim++)
            Assert.Equal(
                LockOutcome.Taken,
                Request(table, view, 0, $"{claim}", (ulong)claim, LockMode.Exclusive).Outcome
            );
        Assert.Equal(LockOutcome.Full, Request(table, view, 0, "another", 0, LockMode.Exclusive).Outcome);
        Begin(view, 0);
        table.Release("7", 7, _context);
        Assert.Equal(LockOutcome.Taken, Request(table, view, 0, "another", 0, LockMode.Exclusive).Outcome);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    private static void CheckHolders(LockTable table)
    {
        foreach (LockQueue queue in table.Locks.Values)
        {
            Assert.NotEmpty(queue.Held);
            if (queue.Permits > 0)
                Assert.True(queue.Held.Count <= queue.Permits);
            else if (queue.Held.Count > 1)
                Assert.All(queue.Held, held => Assert.Equal(LockMode.Shared, held.Mode));
            // Whoever is first could not be granted.
            Assert.False(queue.Waiting.Count > 0 && queue.HasRoomFor(queue.Waiting[0]));
        }
    }

    /// <summary>K2, as it is defined: everybody who waits is granted some time, if all that need not wait let go.</summary>
    private static bool AllGo(LockTable table)
    {
        LockQueue[] queues = [.. table.Locks.Values];
        LockClaim[] waits = [.. queues.SelectMany(queue => queue.Waiting)];
        HashSet<LockClaim> going = [];
        int before;
        do
        {
            before = going.Count;
            foreach (LockQueue queue in queues)
                going.UnionWith(queue.Waiting.Where((claim, place) => CanGo(queue, claim, place)));
        } while (going.Count > before);
        return going.Count == waits.Length;

        bool CanGo(LockQueue queue, LockClaim claim, int place)
        {
            LockClaim[] inTheWay = [.. queue.Held.Where(claim.Excludes)];
            return queue.Waiting.Take(place).Where(claim.Excludes).All(ahead => going.Contains(ahead) && LetsGo(ahead))
                && (queue.Permits > 0 ? inTheWay.Any(LetsGo) : inTheWay.All(LetsGo));
        }

        bool LetsGo(LockClaim claim) =>
            waits
                .Where(wait => wait.Member.Process == claim.Member.Process && wait.Together.Contains(claim.Id))
                .All(going.Contains);
    }

    private Action<LockTable> Draw(Random random, View view, LockTable table)
    {
        _position++;
        (string Name, LockClaim Claim)[] claims =
        [
            .. table.Locks.SelectMany(each =>
                each.Value.Held.Concat(each.Value.Waiting).Select(claim => (each.Key, claim))
            ),
        ];
        if (claims.Length == 0 || random.Next(5) < 3)
            return DrawRequest(random, view, claims);
        (string name, LockClaim claim) = claims[random.Next(claims.Length)];
        (int member, ulong id) = (view.RankOf(claim.Member.Id), claim.Id);
        int what = random.Next(4);
        return replica =>
        {
            Begin(view, member);
            if (what <= 1)
                replica.Release(name, id, _context);
            else if (what == 2)
                replica.Renew(name, id, _context);
            else
                replica.EndLease(name, Claimant.Of(view.Members[member]), id, 0, _context);
        };
    }

    private Action<LockTable> DrawRequest(Random random, View view, (string Name, LockClaim Claim)[] claims)
    {
        int member = random.Next(view.Members.Length);
        int number = random.Next(5);
        LockMode mode =
            number == 2 ? LockMode.Permit
            : random.Next(2) == 0 ? LockMode.Shared
            : LockMode.Exclusive;
        ulong[] own =
        [
            .. claims
                .Select(each => each.Claim)
                .Where(claim => claim.Member.Process == view.Members[member].Process)
                .Select(claim => claim.Id),
        ];
        List<ulong> together = [.. own.Where(_ => random.Next(3) == 0).Take(2)];
        ulong id = _position;
        return replica =>
        {
            LockAnswer answer = Request(replica, view, member, $"lock-{number}", id, mode, together);
            if (answer.Outcome != LockOutcome.Deadlock)
                return;
            _refused++;
            // It was right to refuse it.
            List<LockClaim> waiting = replica.Locks[$"lock-{number}"].Waiting;
            waiting.Add(_asked!);
            Assert.False(AllGo(replica));
            waiting.Remove(_asked!);
        };
    }

    private LockAnswer Request(
        LockTable table,
        View view,
        int member,
        string name,
        ulong id,
        LockMode mode,
        List<ulong>? together = null
    )
    {
        Begin(view, member);
        var claim = new LockClaim
        {
            Id = id,
            Mode = mode,
            Permits = mode == LockMode.Permit ? 2 : 0,
            Lease = TimeSpan.FromSeconds(id % 2),
            Together = together ?? [],
        };
        _asked = claim;
        LockAnswer answer = table.Request(name, claim, _context);
        _raised.AddRange(_context.Raised);
        return answer;
    }

    private void Install(LockTable table, View view)
    {
        Begin(view, -1);
        table.OnView(view, _context);
        _raised.AddRange(_context.Raised);
    }

    // Time goes on with the order of the group.
    private void Begin(View view, int member)
    {
        _context.Raised.Clear();
        long ticks = DateTimeOffset.UnixEpoch.Ticks + (long)_position * TimeSpan.TicksPerSecond;
        _context.Set(0, ticks, _position, _position, view, member < 0 ? null : view.Members[member]);
    }

    private static View ViewOf(ulong number, int[] members) =>
        new(
            new GroupId(1, 1),
            new ViewNumber(number),
            [
                .. members.Select(member => new Member(
                    new MemberId(new ProcessId($"h{member}", (ulong)member), 0),
                    $"m{member}",
                    HoldsState: true
                )),
            ]
        );

    private static byte[] Bytes(LockTable table)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(bytes);
        ((IReplicated<LockTable>)table).Save(ref writer);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static LockTable Copy(LockTable table)
    {
        var reader = new PackReader(Bytes(table));
        var copy = new LockTable();
        ((IReplicated<LockTable>)copy).Load(ref reader);
        return copy;
    }
}
