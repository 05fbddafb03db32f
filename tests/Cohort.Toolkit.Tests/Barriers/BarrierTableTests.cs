using System.Buffers;
using Cohort.Serialization;
using Cohort.Toolkit.Barriers;

namespace Cohort.Toolkit.Tests.Barriers;

/// <summary>The barriers as a machine: whatever comes, in whatever order, every replica has the same, also one that got the state of
/// another in the middle of a view, and sees that view with it.</summary>
public sealed class BarrierTableTests
{
    private const int Members = 4;

    private readonly UpdateContext _context = new();
    private ulong _position;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Replicas_that_make_the_same_have_the_same(int seed)
    {
        var random = new Random(seed);
        (BarrierTable one, BarrierTable other) = (new BarrierTable(), new BarrierTable());
        View view = ViewOf(1, [0, 1, 2, 3]);
        ulong last = 0;
        for (int step = 0; step < 400; step++)
        {
            _position++;
            if (random.Next(10) == 0)
            {
                other = Copy(one);
                Install(other, view);
            }
            else if (random.Next(15) == 0)
            {
                view = ViewOf(
                    view.Number.Value + 1,
                    [0, .. Enumerable.Range(1, Members - 1).Where(_ => random.Next(4) > 0)]
                );
                Install(one, view);
                Install(other, view);
            }
            else
            {
                int member = random.Next(view.Members.Length);
                bool breaks = random.Next(2) == 0;
                string name = breaks ? "breaks" : "counts out";
                bool withdraws = random.Next(4) == 0;
                ulong id = withdraws ? (ulong)random.Next((int)last + 1) : ++last;
                foreach (BarrierTable table in (BarrierTable[])[one, other])
                    if (withdraws)
                        Withdraw(table, view, member, name, id);
                    else
                        Arrive(table, view, member, name, id, breaks);
            }
            Assert.Equal(Bytes(one), Bytes(other));
        }
    }

    [Fact]
    public void One_that_has_told_all_that_it_has_broken_goes_on_counting_where_one_joins()
    {
        var table = new BarrierTable();
        View three = ViewOf(1, [0, 1, 2]);
        for (int member = 0; member < 3; member++)
            Arrive(table, three, member, "start", (ulong)member, breaks: true, participants: 3);
        View two = ViewOf(2, [0, 1]);
        Install(table, two);
        for (int member = 0; member < 2; member++)
            Assert.Equal(
                ArrivalOutcome.Broken,
                Arrive(table, two, member, "start", 10 + (ulong)member, breaks: true, participants: 3)
            );
        BarrierTable joined = Copy(table);
        Install(joined, two);
        Assert.Equal(Bytes(table), Bytes(joined));
        Assert.Equal(2UL, joined.Barriers["start"].Phase);
    }

    [Fact]
    public void One_that_all_have_withdrawn_from_is_none()
    {
        var table = new BarrierTable();
        View view = ViewOf(1, [0, 1]);
        Arrive(table, view, 0, "start", 1, breaks: false);
        Withdraw(table, view, 0, "start", 1);
        Assert.Empty(table.Barriers);
    }

    private ArrivalOutcome Arrive(
        BarrierTable table,
        View view,
        int member,
        string name,
        ulong id,
        bool breaks,
        int participants = 3
    )
    {
        Begin(view, member);
        return table.Arrive(name, id, participants, breaks, _context);
    }

    private void Withdraw(BarrierTable table, View view, int member, string name, ulong id)
    {
        Begin(view, member);
        table.Withdraw(name, id, _context);
    }

    private void Install(BarrierTable table, View view)
    {
        Begin(view, null);
        table.OnView(view, _context);
    }

    private void Begin(View view, int? member)
    {
        _context.Raised.Clear();
        _context.Set(0, 0, _position, _position, view, member is { } caller ? view.Members[caller] : null);
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

    private static byte[] Bytes(BarrierTable table)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(bytes);
        ((IReplicated<BarrierTable>)table).Save(ref writer);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static BarrierTable Copy(BarrierTable table)
    {
        var reader = new PackReader(Bytes(table));
        var copy = new BarrierTable();
        ((IReplicated<BarrierTable>)copy).Load(ref reader);
        return copy;
    }
}
