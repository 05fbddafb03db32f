using Cohort.Protocol;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Networks;

/// <summary>
/// One dial on its way: the request travels, the listener accepts, the answer travels back. Whatever a cut swallows
/// ends in the time-out; only a host that is up and reachable can refuse.
/// </summary>
internal sealed class Dialing(Network network, INetworkProcess dialer, int dial, int host) : IHappening
{
    public const long Arrive = 0;
    public const long Answer = 1;
    public const long TimeOut = 2;

    // A request or an answer that a cut swallowed is sent again this often.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(300);

    private ConnectionEnd? _mine;
    private bool _refused;
    private bool _over;

    private NetworkPath There => network.Path(dialer.Host, host);

    private NetworkPath Back => network.Path(host, dialer.Host);

    public void Happen(long tag)
    {
        if (_over)
            return;
        switch (tag)
        {
            case Arrive:
                ArriveAtHost();
                break;
            case Answer:
                BringAnswer();
                break;
            default:
                GiveUp();
                break;
        }
    }

    /// <summary>The other side was heard: the connection stands.</summary>
    public void Complete()
    {
        if (_over)
            return;
        _over = true;
        dialer.Take(Input.Connected(dial, _mine!.Number));
    }

    private void ArriveAtHost()
    {
        if (!dialer.IsRunning)
        {
            _over = true;
            return;
        }

        if (There.IsCut || network.IsDark(host))
        {
            There.Obstructed++;
            network.Timeline.After(RetryAfter, this, Arrive);
            return;
        }

        if (network.Listener(host) is { } listener)
            Meet(listener);
        else
            _refused = true;
        network.Timeline.After(Back.Delay(), this, Answer);
    }

    private void Meet(INetworkProcess listener)
    {
        _mine = new ConnectionEnd(dialer) { Pending = this };
        ConnectionEnd theirs = new(listener);
        ConnectionEnd.Connect(_mine, theirs, network);
        listener.Take(Input.Accepted(theirs.Number));
    }

    private void BringAnswer()
    {
        if (Back.IsCut)
        {
            Back.Obstructed++;
            network.Timeline.After(RetryAfter, this, Answer);
        }
        else if (_refused)
        {
            _over = true;
            dialer.Take(Input.DialFailed(dial, refused: true));
        }
        else
        {
            Complete();
        }
    }

    private void GiveUp()
    {
        _over = true;
        _mine?.Abort(lossy: true);
        dialer.Take(Input.DialFailed(dial, refused: false));
    }
}
