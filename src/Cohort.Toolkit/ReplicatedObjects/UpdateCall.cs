using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Cohort.Runtime.Observation;
using Cohort.Serialization;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tools;

namespace Cohort;

/// <summary>For generated code: an update with its arguments, and whoever waits for its result. It is used again when both its result
/// has been taken and the group has answered.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class UpdateCall<TResult> : IValueTaskSource<TResult>, ICompletion
{
    private const int FirstRoom = 256;
    private const int MostRecycled = 1024;
    private const int LargestRecycled = 4096;
    private const int TicksSize = sizeof(long);

    // Used again only when the group has answered and the caller has taken the result.
    private const int Ends = 2;

    private const int MostOfThread = 64;

    private static readonly Stack<UpdateCall<TResult>> s_idle = new();
    private static readonly Lock s_lock = new();

    // Those of the thread come first, so that threads do not wait for each other: most of whom takes a result asks for the next.
    [ThreadStatic]
    private static Stack<UpdateCall<TResult>>? t_idle;

    // What is generated calls a method's reader so.
    private const string ReaderPrefix = "Read_";

    private readonly Pending _pending;
    private readonly Buffer _buffer = new();
    private ManualResetValueTaskSourceCore<TResult> _core;
    private ResultReader<TResult> _read = null!;
    private string _group = "";
    private string? _methodName;
    private Submissions? _submissions;
    private CancellationTokenRegistration _registration;
    private TResult _result = default!;
    private Exception? _failure;
    private int _isDone;
    private int _endsLeft;

    private UpdateCall() => _pending = new Pending(this);

    /// <summary>Where the arguments go.</summary>
    public IBufferWriter<byte> Arguments => _buffer;

    internal ReadOnlyMemory<byte> Message => _buffer.Written;

    /// <summary>The method that makes it, for people. What is generated for it has a reader for each method, named after it.</summary>
    internal string MethodName
    {
        get
        {
            string name = _methodName ?? DiagnosticMethodInfo.Create(_read)?.Name ?? "";
            return name.StartsWith(ReaderPrefix, StringComparison.Ordinal) ? name[ReaderPrefix.Length..] : name;
        }
    }

    /// <summary>What follows from it where it is made though its caller has stopped waiting: a sentence with a blank in front, or
    /// nothing.</summary>
    internal string Consequence { get; set; } = "";

    internal int Size => _buffer.Written.Length;

    internal static UpdateCall<TResult> Rent(string group, int index, uint method, ResultReader<TResult> read)
    {
        UpdateCall<TResult> call = Rent(group, read);
        call._buffer.Begin(PendingUpdate.Room);
        var writer = new PackWriter(call._buffer);
        writer.WriteVarint((uint)index);
        writer.WriteFixed4(method);
        writer.Flush();
        return call;
    }

    /// <summary>Begins one of a client, which knows the object by its name.</summary>
    internal static UpdateCall<TResult> RentForClient(
        string group,
        string name,
        uint method,
        ResultReader<TResult> read
    )
    {
        UpdateCall<TResult> call = Rent(group, read);
        call._buffer.Begin(TicksSize);
        var writer = new PackWriter(call._buffer);
        writer.WriteString(name);
        writer.WriteFixed4(method);
        writer.Flush();
        return call;
    }

    /// <summary>What a client sends.</summary>
    internal ReadOnlyMemory<byte> Request(long ticks)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.Written.Span, ticks);
        return _buffer.Written;
    }

    /// <summary>Reads what a client is answered.</summary>
    internal TResult ReadAnswer(ReadOnlySpan<byte> answer)
    {
        ulong position = new PackReader(answer).ReadFixed8();
        PackReader reader = Outcome.Value(answer[ObjectSpace.PositionSize..], _group);
        return _read(ref reader, position);
    }

    /// <summary>Sends it. Whoever awaits this gets the result.</summary>
    internal ValueTask<TResult> SubmitTo(Submissions submissions, CancellationToken cancellationToken)
    {
        _submissions = submissions;
        var result = new ValueTask<TResult>(this, _core.Version);
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((UpdateCall<TResult>)state!).Cancel(token),
                this
            );
        submissions.Submit(_pending);
        return result;
    }

    /// <summary>Says by which method it is made, where somebody wants to know.</summary>
    internal UpdateCall<TResult> Called<TMethod>(TMethod method)
        where TMethod : struct, Enum
    {
        if (Instruments.Activities.HasListeners())
            _methodName = method.ToString();
        return this;
    }

    /// <summary>It is not sent after all.</summary>
    internal void Return() => Recycle();

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            End();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _core.OnCompleted(continuation, state, token, flags);

    void ICompletion.Complete()
    {
        if (_failure is { } failure)
            _core.SetException(failure);
        else
            _core.SetResult(_result);
    }

    private static UpdateCall<TResult> Rent(string group, ResultReader<TResult> read)
    {
        if (t_idle is null || !t_idle.TryPop(out UpdateCall<TResult>? call))
            lock (s_lock)
                s_idle.TryPop(out call);
        call ??= new UpdateCall<TResult>();
        (call._group, call._read, call._isDone, call._endsLeft) = (group, read, 0, Ends);
        call.Consequence = "";
        call._methodName = null;
        call._core.Reset();
        return call;
    }

    private void Made(ReadOnlySpan<byte> outcome, ulong position)
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0)
        {
            try
            {
                PackReader reader = Outcome.Value(outcome, _group);
                _result = _read(ref reader, position);
            }
            catch (Exception e)
            {
                // It threw, or the type of the result refuses what was returned: that is its caller's affair, not the member's.
                _failure = e;
            }
            _submissions!.Completions.Add(this);
        }
        Answered();
    }

    private void Fail(UpdateFailure failure)
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0)
            Complete(
                failure == UpdateFailure.NotSent
                    ? new MembershipOverException(_group, "an update that had not been sent is not made")
                    : new UpdateOutcomeUnknownException(_group, failure)
            );
        Answered();
    }

    private void Cancel(CancellationToken token)
    {
        bool isUnsent = _submissions!.GiveUp(_pending);
        if (Interlocked.Exchange(ref _isDone, 1) != 0)
            return;
        string fate = isUnsent
            ? "It had to wait for others, and is not made."
            : $"It had been sent, and may be made nevertheless, once.{Consequence}";
        string message = $"An update of group '{_group}' was cancelled. {fate}";
        Complete(new UpdateCancelledException(message, mayBeMade: !isUnsent, token));
    }

    private void Complete(Exception failure)
    {
        _failure = failure;
        // It may be used again as soon as it is added: another thread may be going on with those that are ready.
        Completions completions = _submissions!.Completions;
        completions.Add(this);
        completions.Run();
    }

    private void Answered()
    {
        _registration.Dispose();
        End();
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _endsLeft) == 0)
            Recycle();
    }

    private void Recycle()
    {
        (_submissions, _registration, _result, _failure) = (null, default, default!, null);
        if (_buffer.Capacity > LargestRecycled)
            return;
        t_idle ??= new();
        if (t_idle.Count < MostOfThread)
            t_idle.Push(this);
        else
            lock (s_lock)
                if (s_idle.Count < MostRecycled)
                    s_idle.Push(this);
    }

    private sealed class Pending(UpdateCall<TResult> call) : PendingUpdate
    {
        public override Memory<byte> Message => call._buffer.Written;

        public override void Made(ReadOnlySpan<byte> outcome, ulong position) => call.Made(outcome, position);

        public override void Fail(UpdateFailure failure) => call.Fail(failure);

        public override void Drop() => call.End();
    }

    private sealed class Buffer : IBufferWriter<byte>
    {
        private byte[] _bytes = new byte[FirstRoom];
        private int _written;

        public int Capacity => _bytes.Length;

        public Memory<byte> Written => _bytes.AsMemory(0, _written);

        public void Begin(int room) => _written = room;

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            int needed = _written + Math.Max(sizeHint, 1);
            if (needed > _bytes.Length)
                Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
            return _bytes.AsMemory(_written);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
