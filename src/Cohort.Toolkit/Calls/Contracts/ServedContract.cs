using Cohort.Serialization;

namespace Cohort.Toolkit.Calls;

/// <summary>A contract as this member serves it: has the generated code call the application's object.</summary>
internal sealed class ServedContract<T>(GroupContract<T> contract, T implementation, string group, Action<string> warn)
    : CallTarget
    where T : class
{
    // Cancelled when the membership ends in which the calls are executed; another one begins with another.
    private CancellationTokenSource _ended = new();

    public override string Contract => contract.Name;

    public override bool Call(RunningCall call, ref PackReader arguments)
    {
        if (contract.NameOf(call.Method) is not { } method)
            return false;
        string name = $"{group}.{typeof(T).Name}.{method}";
        var incoming = new IncomingCall(call, name, warn, _ended.Token);
        CallChain? outer = CallChain.Current;
        // What the method calls, also after its first await, is called in this call.
        CallChain.Current = new CallChain(call.Chain, name, call.IsForAll);
        try
        {
            contract.Call(implementation, call.Method, ref arguments, incoming);
        }
        catch (Exception thrown) when (incoming.HasBegun)
        {
            incoming.Fail(thrown);
        }
        finally
        {
            CallChain.Current = outer;
        }
        return true;
    }

    public override void End()
    {
        CancellationTokenSource ended = _ended;
        _ended = new CancellationTokenSource();
        // What is registered with it runs elsewhere: it may take its time, or throw.
        _ = ended.CancelAsync();
    }
}
