using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>Updates that are asked for while others are under way go together, and none waits that need not.</summary>
public sealed class SubmissionTests
{
    private const ulong Session = 7;
    private const int UnderWay = 4;

    private readonly Sent _port = new();

    [Fact]
    public void A_single_update_goes_at_once_and_those_behind_go_together()
    {
        Submissions submissions = Joined();
        Submit(submissions, 10);
        Assert.Equal([1, 1, 1, 1], _port.Counts());
        submissions.Delivered(Session, 1);
        // Six more behind the four: together, in order.
        Assert.Equal([1, 1, 1, 1, 6], _port.Counts());
        Assert.Equal(Enumerable.Range(1, 10), _port.Bodies());
        Submit(submissions, 1, from: 11);
        Assert.Equal(5, _port.Messages.Count);
        submissions.Delivered(Session, 4);
        Assert.Equal([1, 1, 1, 1, 6, 1], _port.Counts());
    }

    [Fact]
    public void In_a_group_that_keeps_a_log_they_are_durable()
    {
        var port = new Sent { Expected = Delivery.Durable };
        var submissions = new Submissions(
            port,
            Session,
            () => DateTimeOffset.UnixEpoch,
            UnderWay,
            delivery: Delivery.Durable
        );
        submissions.Join(new GroupId(1, 1), new UpdateSessions(), 0);
        Submit(submissions, 10);
        submissions.Delivered(Session, 1);
        Assert.Equal([1, 1, 1, 1, 6], port.Counts());
    }

    [Fact]
    public void A_message_has_no_more_than_it_may()
    {
        Submissions submissions = Joined(mostBytes: 1024);
        for (int update = 1; update <= UnderWay; update++)
            submissions.Submit(new Update(update, 10));
        for (int update = 5; update <= 9; update++)
            submissions.Submit(new Update(update, 300));
        submissions.Submit(new Update(10, 5000));
        submissions.Submit(new Update(11, 10));
        submissions.Delivered(Session, 4);
        Assert.Equal([1, 1, 1, 1, 3, 2, 1, 1], _port.Counts());
        Assert.Equal(Enumerable.Range(1, 11), _port.Bodies());
        Assert.All(_port.Messages.Where((_, place) => place != 6), message => Assert.InRange(message.Length, 1, 1024));
    }

    [Fact]
    public void What_was_under_way_when_a_member_was_put_out_is_sent_again()
    {
        Submissions submissions = Joined();
        Submit(submissions, 6);
        submissions.Expelled();
        Submit(submissions, 1, from: 7);
        Assert.Equal(4, _port.Messages.Count);
        submissions.Join(new GroupId(1, 1), new UpdateSessions(), 0);
        Assert.Equal([1, 1, 1, 1, 7], _port.Counts());
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7], _port.Bodies());
    }

    [Fact]
    public void One_that_is_put_out_in_the_middle_of_a_message_loses_none()
    {
        Submissions submissions = Joined();
        Submit(submissions, 3);
        submissions.Making(Session, 2);
        submissions.Made(new UpdateMessage(Session, 1, 0, 0), [], 1);
        submissions.Expelled();
        var sessions = new UpdateSessions();
        Assert.Equal(1UL, sessions.NewOf(new UpdateMessage(Session, 1, 0, 0), 1));
        Assert.True(sessions.IsNext(new UpdateMessage(Session, 1, 0, 0), default));
        sessions.Answer([]);
        Assert.Equal(2UL, sessions.NewOf(new UpdateMessage(Session, 1, 0, 0), 3));
        Assert.Equal(0UL, sessions.NewOf(new UpdateMessage(Session, 3, 0, 0), 3));
        submissions.Join(new GroupId(1, 1), sessions, 0);
        Assert.Equal([1, 1, 1, 2], _port.Counts());
        Assert.Equal([1, 2, 3, 2, 3], _port.Bodies());
    }

    [Fact]
    public void More_than_may_be_under_way_wait_and_the_ones_given_up_are_not_sent()
    {
        Submissions submissions = Joined(mostPending: 5);
        Update[] updates = [.. new[] { 1, 2, 3, 4, 5, 0, 6, 7, 0, 8 }.Select(number => new Update(number, 10))];
        Array.ForEach(updates, submissions.Submit);
        Assert.Equal([1, 1, 1, 1], _port.Counts());
        Assert.Equal([false, true, true], new[] { 4, 5, 8 }.Select(place => submissions.GiveUp(updates[place])));
        Assert.Equal(8, submissions.Count);

        submissions.Making(Session, 4);
        submissions.Delivered(Session, 4);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], _port.Bodies());
        Assert.Equal([1, 1, 1, 1, 4], _port.Counts());
        Assert.Equal([5, 8], Enumerable.Range(0, 10).Where(place => updates[place].IsDropped));
        Assert.False(submissions.GiveUp(updates[6]));
    }

    [Fact]
    public void At_the_end_it_is_known_of_those_that_were_never_sent_that_they_are_not_made()
    {
        Submissions submissions = Joined(mostPending: 8);
        Update[] updates = [.. Enumerable.Range(1, 10).Select(number => new Update(number, 10))];
        Array.ForEach(updates, submissions.Submit);
        submissions.Making(Session, 1);
        submissions.Made(new UpdateMessage(Session, 1, 0, 0), [], 1);
        submissions.End();
        Assert.Null(updates[0].Failure);
        Assert.All(updates[1..4], update => Assert.Equal(UpdateFailure.Ended, update.Failure));
        Assert.All(updates[4..], update => Assert.Equal(UpdateFailure.NotSent, update.Failure));
    }

    [Fact]
    public void Where_nothing_is_sent_the_ones_given_up_do_not_pile_up()
    {
        Submissions submissions = Joined(mostPending: 1);
        submissions.Submit(new Update(1, 10));
        int dropped = 0;
        for (int update = 0; update < 1000; update++)
        {
            var waiting = new Update(2, 10) { Dropped = () => dropped++ };
            submissions.Submit(waiting);
            Assert.True(submissions.GiveUp(waiting));
            Assert.InRange(update + 1 - dropped, 0, 65);
        }
        Assert.Equal(1, submissions.Count);
    }

    [Fact]
    public void Bytes_that_are_no_updates_are_found_out()
    {
        byte[] two = new byte[2 * (UpdateMessage.LengthSize + 3)];
        int used = UpdateMessage.WriteBody(two, [1, 2, 3]);
        UpdateMessage.WriteBody(two.AsSpan(used), [4, 5, 6]);
        ReadOnlySpan<byte> left = two;
        Assert.True(UpdateMessage.TryTakeBody(ref left, out ReadOnlySpan<byte> body));
        Assert.Equal([1, 2, 3], body.ToArray());
        left = left[..^1];
        Assert.False(UpdateMessage.TryTakeBody(ref left, out _));
        left = [1, 0];
        Assert.False(UpdateMessage.TryTakeBody(ref left, out _));
        left = [255, 255, 255, 255, 1];
        Assert.False(UpdateMessage.TryTakeBody(ref left, out _));
    }

    private Submissions Joined(int mostBytes = int.MaxValue, int mostPending = int.MaxValue)
    {
        var submissions = new Submissions(
            _port,
            Session,
            () => DateTimeOffset.UnixEpoch,
            UnderWay,
            mostBytes,
            mostPending
        );
        submissions.Join(new GroupId(1, 1), new UpdateSessions(), 0);
        return submissions;
    }

    private static void Submit(Submissions submissions, int count, int from = 1)
    {
        for (int update = from; update < from + count; update++)
            submissions.Submit(new Update(update, 10));
    }

    /// <summary>An update whose body begins with its number.</summary>
    private sealed class Update(int number, int size) : PendingUpdate
    {
        private readonly byte[] _message =
        [
            .. new byte[Room],
            .. BitConverter.GetBytes(number),
            .. new byte[size - sizeof(int)],
        ];

        public override Memory<byte> Message => _message;

        public bool IsDropped { get; private set; }

        public Action? Dropped { get; init; }

        public override void Drop()
        {
            IsDropped = true;
            Dropped?.Invoke();
        }

        public override void Made(ReadOnlySpan<byte> outcome, ulong position) { }

        public UpdateFailure? Failure { get; private set; }

        public override void Fail(UpdateFailure failure) => Failure = failure;
    }

    private sealed class Sent : IToolPort
    {
        public List<byte[]> Messages { get; } = [];

        public Delivery Expected { get; init; } = Delivery.Stable;

        public void Send(Memory<byte> message, Order order, Delivery delivery)
        {
            Assert.Equal((Order.Total, Expected), (order, delivery));
            Messages.Add(message.ToArray());
        }

        /// <summary>How many updates each message has.</summary>
        public int[] Counts() => [.. Messages.Select(message => BodiesOf(message).Count)];

        /// <summary>The numbers of all updates, as they were sent.</summary>
        public int[] Bodies() => [.. Messages.SelectMany(BodiesOf)];

        private static List<int> BodiesOf(byte[] message)
        {
            ReadOnlySpan<byte> payload = message.AsSpan(ToolMessage.HeaderSize);
            Assert.True(UpdateMessage.TryRead(payload, out UpdateMessage header));
            Assert.Equal(Session, header.Session);
            var bodies = new List<int>();
            ReadOnlySpan<byte> left = payload[UpdateMessage.HeaderSize..];
            while (!left.IsEmpty)
            {
                Assert.True(UpdateMessage.TryTakeBody(ref left, out ReadOnlySpan<byte> body));
                bodies.Add(BitConverter.ToInt32(body));
                Assert.Equal(header.Number + (ulong)bodies.Count - 1, (ulong)bodies[^1]);
            }
            return bodies;
        }
    }
}
