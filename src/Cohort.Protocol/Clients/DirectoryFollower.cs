using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>Follows the directory at whatever node a client is linked to: each begins with all there is.</summary>
internal sealed class DirectoryFollower(LinkTable links, HomeNode home, Limits limits, OutputBuffer outputs)
{
    private readonly DirectoryParts _parts = new();
    private bool _follows;
    private bool _isWhole;
    private bool _toldCurrent;
    private Link? _followedOn;
    private Link? _askedOn;
    private long? _asked;

    /// <summary>The application wants to know the directory.</summary>
    public void Follow() => _follows = true;

    /// <summary>The application wants to know when it has been told all that was decided before. A later request stands for the
    /// earlier one.</summary>
    public void Read(long ticket) => (_follows, _asked, _askedOn) = (true, ticket, null);

    /// <summary>Hands on what an operator has decided. What became of it shows in the directory: where there is no node to hand it to,
    /// nothing.</summary>
    public void Choose(LogChoice choice)
    {
        if (home is not { IsLinked: true, Process: { } process } || links.To(process) is not { } link)
            return;
        FrameWriter writer = links.Begin(link, FrameType.ChooseLog);
        writer.Choice(choice);
        writer.End();
    }

    /// <summary>Asks the node for what the application wants, where it has not been asked yet.</summary>
    public void Advance()
    {
        Link? link = home is { IsLinked: true, Process: { } process } ? links.To(process) : null;
        if (!_follows)
            return;
        if (link != _followedOn)
        {
            (_followedOn, _askedOn) = (link, null);
            _parts.Clear();
            if (_toldCurrent)
                Tell(new DirectoryChange { IsCurrent = false });
            if (link is not null)
                links.Begin(link, FrameType.FollowDirectory).End();
        }
        if (link is null || _asked is not { } ticket || _askedOn == link)
            return;
        _askedOn = link;
        FrameWriter writer = links.Begin(link, FrameType.ReadDirectory);
        writer.Number((ulong)ticket);
        writer.End();
    }

    /// <summary>A node tells of the directory; false where that makes no sense.</summary>
    public bool Told(Link from, ref FrameReader reader)
    {
        (bool isWhole, bool isCurrent, bool goesOn) = (reader.Flag(), reader.Flag(), reader.Flag());
        if (from != _followedOn)
            return true;
        _isWhole |= isWhole;
        if (isWhole)
            _parts.Clear();
        if (!DirectoryFrames.TryRead(ref reader, limits, _parts) || _parts.IsTooMuch)
        {
            _parts.Clear();
            return false;
        }
        if (goesOn)
            return true;
        DirectoryChange change = _parts.Take(_isWhole, isCurrent);
        _isWhole = false;
        Tell(change);
        return true;
    }

    /// <summary>A node has told all that was decided before it was asked; false where that makes no sense.</summary>
    public bool Answered(Link from, ref FrameReader reader)
    {
        ulong number = reader.Number();
        if (!reader.Complete)
            return false;
        if (from != _followedOn || _asked is not { } ticket || number != (ulong)ticket)
            return true;
        _asked = null;
        outputs.Add(new Output { Kind = OutputKind.DirectoryRead, Ticket = ticket });
        return true;
    }

    private void Tell(DirectoryChange change)
    {
        _toldCurrent = change.IsCurrent;
        outputs.Add(new Output { Kind = OutputKind.Directory, Detail = change });
    }
}
