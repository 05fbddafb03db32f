using System.ComponentModel;
using Cohort.Serialization;
using Cohort.Toolkit.Calls;

namespace Cohort;

/// <summary>For generated code: a call that has come to this member, and its answer.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class IncomingCall
{
    private readonly RunningCall _call;
    private readonly string _name;
    private readonly Action<string> _warn;

    internal IncomingCall(RunningCall call, string name, Action<string> warn, CancellationToken ended) =>
        (_call, _name, _warn, Ended) = (call, name, warn, ended);

    /// <summary>What the method may know.</summary>
    public CallContext Context => new(_call.Caller, _call.View, _call.Position);

    /// <summary>Cancelled when the membership ends in which the call is executed.</summary>
    public CancellationToken Ended { get; }

    internal bool HasBegun { get; private set; }

    /// <summary>The arguments are read, and the method is called. What it throws from now on is its answer.</summary>
    public void Begin() => HasBegun = true;

    /// <summary>The method has returned, and has nothing to say.</summary>
    public void Done() => _call.Reply(ReplyOutcome.Value, []);

    /// <summary>The method has returned a value.</summary>
    public void Answer<TResult>(TResult value, ReplyWriter<TResult> write)
    {
        PackBuffer buffer = PackBuffer.Rent();
        try
        {
            var writer = new PackWriter(buffer);
            write(ref writer, value);
            writer.Flush();
            _call.Reply(ReplyOutcome.Value, buffer.Written);
        }
        catch (Exception thrown)
        {
            // What it has returned cannot be packed, or its own code throws when it is: then it has no value, as if it had thrown.
            Fail(thrown);
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>The method has returned a task without a value: it is answered when that has completed.</summary>
    /// <exception cref="InvalidOperationException">It has returned null.</exception>
    public void DoneWhen(Task? returned) => DoneWhen(new ValueTask(returned ?? throw ReturnedNull()));

    /// <summary>The method has returned a task without a value: it is answered when that has completed.</summary>
    public void DoneWhen(ValueTask returned)
    {
        if (returned.IsCompletedSuccessfully)
            Done();
        else
            _ = DoneLaterAsync(returned);
    }

    /// <summary>The method has returned a task: it is answered when that has completed.</summary>
    /// <exception cref="InvalidOperationException">It has returned null.</exception>
    public void AnswerWhen<TResult>(Task<TResult>? returned, ReplyWriter<TResult> write) =>
        AnswerWhen(new ValueTask<TResult>(returned ?? throw ReturnedNull()), write);

    /// <summary>The method has returned a task: it is answered when that has completed.</summary>
    public void AnswerWhen<TResult>(ValueTask<TResult> returned, ReplyWriter<TResult> write)
    {
        if (returned.IsCompletedSuccessfully)
            Answer(returned.Result, write);
        else
            _ = AnswerLaterAsync(returned, write);
    }

    /// <summary>The method has thrown.</summary>
    internal void Fail(Exception thrown)
    {
        if (!_call.WantsReply)
            _warn(
                $"{_name}, called by {_call.Caller}, threw {thrown.GetType().FullName}: "
                    + $"{Telling.Sentence(thrown.Message)} It was called without replies, so that nobody else hears of it"
            );
        _call.Fail(thrown);
    }

    private InvalidOperationException ReturnedNull() =>
        new($"{_name} has returned null, and no task. Where there is nothing to wait for, return Task.CompletedTask.");

    private async Task DoneLaterAsync(ValueTask returned)
    {
        try
        {
            await returned.ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            Fail(thrown);
            return;
        }
        Done();
    }

    private async Task AnswerLaterAsync<TResult>(ValueTask<TResult> returned, ReplyWriter<TResult> write)
    {
        TResult value;
        try
        {
            value = await returned.ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            Fail(thrown);
            return;
        }
        Answer(value, write);
    }
}
