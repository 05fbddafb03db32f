using Cohort.Protocol.Clients;
using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Diffusion;

/// <summary>How a view comes into a subscriber's sequence.</summary>
internal enum FeedViewKind : byte
{
    /// <summary>It is the next one.</summary>
    Next,

    /// <summary>The sequence begins here.</summary>
    Begin,

    /// <summary>Something before it is missing.</summary>
    Gap,
}

/// <summary>
/// The subscribers of a node's groups. Each has its place in the group's feed and is told what comes next as fast as its link and it
/// itself take it: nothing is kept for it. One whose place the feed has lost goes on from the feed's end, and is told of the gap.
/// </summary>
internal sealed class FeedDesk(NodeSettings settings, LinkTable links, Func<string, GroupMachine?> find)
{
    /// <summary>The most bytes that a subscriber is told and has not said to have handled.</summary>
    public const long Window = 1 << 20;

    private const int MostOfOne = 64;

    private sealed class Subscriber(Link link, ulong request, GroupMachine group, Feed feed)
    {
        public Link Link { get; } = link;
        public ulong Request { get; } = request;
        public GroupMachine Group { get; } = group;
        public Feed Feed { get; } = feed;

        /// <summary>The place in the feed of what comes next.</summary>
        public long Next { get; set; } = feed.First;

        /// <summary>How much of that has been told.</summary>
        public int Offset { get; set; }

        /// <summary>What it has had of this formation from another member, and is not told again; null where it has had nothing.</summary>
        public Position? Has { get; init; }

        public long Told { get; set; }

        public long Handled { get; set; }
    }

    private readonly List<Subscriber> _subscribers = [];

    /// <summary>Somebody subscribes; false where it makes no sense.</summary>
    public bool Subscribe(Link from, ref FrameReader reader)
    {
        (ulong request, string name) = (reader.Number(), reader.Text());
        Position? position = reader.Flag() ? new Position(reader.GroupId(), reader.View(), reader.Numbers()) : null;
        if (!reader.Complete)
            return false;
        Remove(from, request);
        int present = _subscribers.Count(other => other.Link == from);
        if (present >= MostOfOne)
            End(
                from,
                request,
                DeskAnswer.Busy,
                $"this client has {present} subscriptions at this node, the most that it may"
            );
        else if (find(name) is not { TakesPart: true } group)
            End(from, request, DeskAnswer.Elsewhere, CallDesk.Why(find(name), name));
        else
            Begin(from, request, group, position);
        return true;
    }

    /// <summary>Somebody subscribes no longer.</summary>
    public bool Unsubscribe(Link from, ref FrameReader reader)
    {
        ulong request = reader.Number();
        if (!reader.Complete)
            return false;
        Remove(from, request);
        return true;
    }

    /// <summary>A subscriber has handled more; false where it makes no sense.</summary>
    public bool Handled(Link from, ref FrameReader reader)
    {
        (ulong request, ulong handled) = (reader.Number(), reader.Number());
        if (!reader.Complete)
            return false;
        if (_subscribers.Find(other => other.Link == from && other.Request == request) is not { } subscriber)
            return true;
        if (handled > (ulong)subscriber.Told || handled < (ulong)subscriber.Handled)
            return false;
        subscriber.Handled = (long)handled;
        return true;
    }

    /// <summary>Tells each subscriber what comes next, as far as there is room.</summary>
    public void Advance()
    {
        for (int at = _subscribers.Count - 1; at >= 0; at--)
        {
            Subscriber subscriber = _subscribers[at];
            if (subscriber.Link.Closed)
                Remove(at);
            else if (!subscriber.Group.TakesPart || subscriber.Group.Feed != subscriber.Feed)
            {
                End(
                    subscriber.Link,
                    subscriber.Request,
                    DeskAnswer.Elsewhere,
                    CallDesk.Why(subscriber.Group, subscriber.Group.Name)
                );
                Remove(at);
            }
            else
                Tell(subscriber);
        }
    }

    private void Begin(Link from, ulong request, GroupMachine group, Position? position)
    {
        Feed feed = group.OpenFeed();
        var subscriber = new Subscriber(from, request, group, feed)
        {
            Has = position?.Group == feed.Group ? position : null,
        };
        _subscribers.Add(subscriber);
        if (position is not { } has)
            GoToEnd(subscriber, FeedViewKind.Begin);
        else if (!feed.ReachesBackTo(has))
            GoToEnd(subscriber, Mutants.Has(Mutant.GapNotTold) ? FeedViewKind.Next : FeedViewKind.Gap);
    }

    private void GoToEnd(Subscriber subscriber, FeedViewKind kind)
    {
        Feed feed = subscriber.Feed;
        (subscriber.Next, subscriber.Offset) = (feed.End, 0);
        WriteView(subscriber, kind, feed.EndView, feed.EndPosition.Numbers);
    }

    private void Tell(Subscriber subscriber)
    {
        Feed feed = subscriber.Feed;
        // What this member has come to, and let go of, before it has come to where the subscriber is, is had.
        if (subscriber.Next < feed.First && subscriber.Has?.View > feed.EndView.Number)
            subscriber.Next = feed.First;
        else if (subscriber.Next < feed.First)
            GoToEnd(subscriber, FeedViewKind.Gap);
        while (subscriber.Next < feed.End && subscriber.Link.HasRoom)
        {
            FeedItem item = feed[subscriber.Next];
            if (IsHad(subscriber, item))
            {
                subscriber.Next++;
                continue;
            }
            if (item.View is { View: var view })
            {
                WriteView(subscriber, FeedViewKind.Next, view, []);
                subscriber.Next++;
                continue;
            }
            // One that has begun goes on: it cannot be handled before it is there whole.
            if (subscriber.Offset == 0 && subscriber.Told - subscriber.Handled >= Window)
                return;
            WritePiece(subscriber, item);
        }
    }

    private static bool IsHad(Subscriber subscriber, FeedItem item) =>
        subscriber.Has is { } has
        && (item.View is { View: var view } ? view.Number <= has.View : has.Has(item.Message));

    private void WritePiece(Subscriber subscriber, FeedItem item)
    {
        ReadOnlySpan<byte> rest = item.Payload.Span[subscriber.Offset..];
        ReadOnlySpan<byte> piece = rest[..Math.Min(rest.Length, settings.Limits.FragmentSize)];
        FrameWriter writer = links.Begin(subscriber.Link, FrameType.FeedMessage);
        writer.Number(subscriber.Request);
        writer.Number(item.Message.Rank);
        writer.Number(item.Message.Number);
        writer.Byte((byte)item.Order);
        writer.Byte((byte)item.Delivery);
        writer.Number(item.Payload.Length);
        writer.Number(subscriber.Offset);
        writer.Raw(piece);
        writer.End();
        subscriber.Offset += piece.Length;
        subscriber.Told += piece.Length;
        if (subscriber.Offset < item.Payload.Length)
            return;
        (subscriber.Offset, subscriber.Next) = (0, subscriber.Next + 1);
    }

    private void WriteView(Subscriber subscriber, FeedViewKind kind, View view, ReadOnlySpan<ulong> numbers)
    {
        FrameWriter writer = links.Begin(subscriber.Link, FrameType.FeedView);
        writer.Number(subscriber.Request);
        writer.Byte((byte)kind);
        writer.Id(view.Group);
        writer.Number(view.Number.Value);
        writer.Members(view.Members);
        writer.Numbers(numbers);
        writer.End();
    }

    private void End(Link to, ulong request, DeskAnswer answer, string reason)
    {
        FrameWriter writer = links.Begin(to, FrameType.FeedEnded);
        writer.Number(request);
        writer.Byte((byte)answer);
        writer.Text(reason);
        writer.End();
    }

    private void Remove(Link from, ulong request)
    {
        int at = _subscribers.FindIndex(other => other.Link == from && other.Request == request);
        if (at >= 0)
            Remove(at);
    }

    private void Remove(int at)
    {
        GroupMachine group = _subscribers[at].Group;
        _subscribers.RemoveAt(at);
        if (!_subscribers.Exists(other => other.Group == group))
            group.CloseUnusedFeed();
    }
}
