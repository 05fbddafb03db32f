using System.Collections.Immutable;
using Cohort.Protocol.Clients;
using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Diffusion;

/// <summary>
/// A client's subscription to a group: it gets the group's views and messages from one member, and goes on from where it is at
/// another one where that is gone or cannot serve.
/// </summary>
internal sealed class Subscription(ClientContext context, long ticket, string group, HomeNode home)
{
    private ulong _request;
    private Link? _link;
    private Position? _position;
    private View? _view;
    private byte[] _message = [];
    private int _have;
    private (int Rank, ulong Number) _under;
    private long _told;
    private long _handled;
    private long _handledTold;

    // What the application has been given before the present member was asked.
    private long _givenBefore;
    private long _dropped;
    private long _given;

    public long Ticket { get; } = ticket;

    /// <summary>Whom it is subscribed at.</summary>
    public Contact Contact { get; } = new(context, group, home);

    /// <summary>Why it is over; null where it is not.</summary>
    public (CallOutcome Outcome, string Reason)? Ended { get; private set; }

    /// <summary>The application has handled more bytes of messages.</summary>
    public void Handled(ulong bytes)
    {
        _handled += (long)bytes;
        TellHandled();
    }

    /// <summary>Asks a member where none is asked.</summary>
    public void Advance()
    {
        if (Contact.IsUnknown)
        {
            Ended = (CallOutcome.NoSuchGroup, "the cluster's directory has none of this name");
            return;
        }
        Link? link = Contact.Look();
        if (link is null || link == _link)
            return;
        _link = link;
        Subscribe(link);
    }

    /// <summary>The application subscribes no longer.</summary>
    public void End()
    {
        if (_link is not { Closed: false } link || _request == 0)
            return;
        FrameWriter writer = context.Links.Begin(link, FrameType.Unsubscribe);
        writer.Number(_request);
        writer.End();
    }

    /// <summary>A frame of a feed; false where it is none of this one's.</summary>
    public bool Frame(FrameType type, ulong request, ref FrameReader reader, out bool makesSense)
    {
        makesSense = true;
        if (request != _request)
            return false;
        makesSense = type switch
        {
            FrameType.FeedView => TakeView(ref reader),
            FrameType.FeedMessage => TakePiece(ref reader),
            _ => TakeEnd(ref reader),
        };
        return true;
    }

    private void Subscribe(Link link)
    {
        _request = context.NextRequest();
        (_have, _told, _handledTold, _dropped) = (0, 0, 0, 0);
        _givenBefore = _given;
        FrameWriter writer = context.Links.Begin(link, FrameType.Subscribe);
        writer.Number(_request);
        writer.Text(group);
        Position? position = Mutants.Has(Mutant.PositionForgotten) ? null : _position;
        writer.Flag(position is not null);
        if (position is { } has)
        {
            writer.Id(has.Group);
            writer.Number(has.View.Value);
            writer.Numbers(has.Numbers);
        }
        writer.End();
    }

    private bool TakeView(ref FrameReader reader)
    {
        var kind = (FeedViewKind)reader.Byte();
        var view = new View(reader.GroupId(), reader.View(), reader.Members(context.Settings.Limits));
        ulong[] numbers = reader.Numbers();
        bool begins = kind is FeedViewKind.Begin or FeedViewKind.Gap;
        if (!reader.Complete || kind > FeedViewKind.Gap || (begins && numbers.Length != view.Members.Length))
            return false;
        Contact.Works();
        // One who begins anew though it has had something has missed what lies between.
        bool isGap = kind == FeedViewKind.Gap || (kind == FeedViewKind.Begin && _position is not null);
        if (isGap && !Mutants.Has(Mutant.PositionForgotten))
            Emit(OutputKind.FeedGap, "the member that was asked keeps nothing that reaches back so far");
        Emit(OutputKind.FeedView, Change(view));
        // Of a message that is missing the rest, nobody hears.
        _dropped += _have;
        (_view, _have) = (view, 0);
        _position = new Position(
            view.Group,
            view.Number,
            begins ? WithHad(view, numbers) : new ulong[view.Members.Length]
        );
        return true;
    }

    /// <summary>C2: the member that goes on from its own end may have less of some sender than has been had of it; that does not
    /// come again.</summary>
    private ulong[] WithHad(View view, ulong[] numbers)
    {
        if (_position is not { } had || had.Group != view.Group || had.View != view.Number)
            return numbers;
        for (int rank = 0; rank < Math.Min(numbers.Length, had.Numbers.Length); rank++)
            numbers[rank] = Math.Max(numbers[rank], had.Numbers[rank]);
        return numbers;
    }

    private ViewChange Change(View next)
    {
        bool follows = _view is { } before && before.Group == next.Group && before.Number.Next == next.Number;
        return ViewChange.Between(follows ? _view : null, next);
    }

    private bool TakePiece(ref FrameReader reader)
    {
        (ulong rank, ulong number) = (reader.Number(), reader.Number());
        (var order, var delivery) = ((Order)reader.Byte(), (Delivery)reader.Byte());
        int size = reader.Below(context.Settings.Limits.MessageSize + 1);
        int offset = reader.Below(size + 1);
        ReadOnlySpan<byte> piece = reader.Rest();
        if (
            reader.Failed
            || _view is not { } view
            || _position is not { } position
            || rank >= (ulong)view.Members.Length
        )
            return false;
        bool goesOn = offset == _have && (offset == 0 || _under == ((int)rank, number));
        if (!goesOn || offset + piece.Length > size || order > Order.Total || delivery > Delivery.Durable)
            return false;
        if (number <= position.Numbers[rank] || (piece.Length == 0 && size > 0))
            return false;
        // Memory grows with the bytes that came.
        if (_message.Length < offset + piece.Length)
            Array.Resize(ref _message, Math.Min(size, Math.Max(_message.Length * 2, offset + piece.Length)));
        piece.CopyTo(_message.AsSpan(offset));
        _told += piece.Length;
        (_have, _under) = (offset + piece.Length, ((int)rank, number));
        if (_have < size)
            return true;
        position.Numbers[rank] = number;
        context.Emit(
            new Output
            {
                Kind = OutputKind.FeedMessage,
                Ticket = Ticket,
                Detail = view.Members[(int)rank],
                Message = new MessageId(view.Number, (int)rank, number),
                Order = order,
                Delivery = delivery,
                Bytes = _message.AsMemory(0, size),
            }
        );
        (_message, _have) = ([], 0);
        _given += size;
        return true;
    }

    private bool TakeEnd(ref FrameReader reader)
    {
        (byte answer, string reason) = (reader.Byte(), reader.Text());
        if (!reader.Complete || answer > (byte)DeskAnswer.TakesNone)
            return false;
        (_link, _request) = (null, 0);
        Contact.GoElsewhere(reason);
        return true;
    }

    /// <summary>Says, when it opens a quarter of the window, what of the present member's messages has been handled.</summary>
    private void TellHandled()
    {
        // What earlier members have sent is handled first.
        long handled = Math.Min(Math.Max(_handled - _givenBefore, 0) + _dropped, _told);
        if (_link is not { Closed: false } link || handled - _handledTold < FeedDesk.Window / 4)
            return;
        _handledTold = handled;
        FrameWriter writer = context.Links.Begin(link, FrameType.FeedHandled);
        writer.Number(_request);
        writer.Number((ulong)handled);
        writer.End();
    }

    private void Emit(OutputKind kind, object detail) =>
        context.Emit(
            new Output
            {
                Kind = kind,
                Ticket = Ticket,
                Detail = detail,
            }
        );
}
