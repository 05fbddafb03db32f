using System.ComponentModel;
using System.Runtime.CompilerServices;
using Cohort.Serialization;

namespace Cohort;

/// <summary>For generated code: how the methods of a contract are called when a call has come.</summary>
/// <typeparam name="T">The interface.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GroupContract<T>
    where T : class
{
    /// <summary>What the members have to have in common.</summary>
    public abstract string Name { get; }

    /// <summary>The name of a method; null where there is none of that number.</summary>
    public abstract string? NameOf(uint method);

    /// <summary>Reads the arguments, begins the call, calls the method, and answers or has the call answered later.</summary>
    public abstract void Call(T implementation, uint method, ref PackReader arguments, IncomingCall call);
}

/// <summary>For generated code: reads what a method has returned.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate TResult ReplyReader<TResult>(ref PackReader reader);

/// <summary>For generated code: writes what a method has returned.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ReplyWriter<TResult>(ref PackWriter writer, TResult value);

/// <summary>For generated code: which contracts there are. Each registers itself when its assembly is loaded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GroupContracts
{
    /// <summary>Called by generated code, for each contract.</summary>
    public static void Register<T>(GroupContract<T> contract)
        where T : class => Registered<T>.Contract = contract;

    internal static GroupContract<T> Find<T>()
        where T : class
    {
        // The module of an interface that nothing has used yet has not registered it.
        if (Registered<T>.Contract is null)
            RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        return Registered<T>.Contract
            ?? throw new ArgumentException(
                $"{typeof(T)} is no contract: mark the interface [GroupContract], in a project that references Cohort.Toolkit."
            );
    }

    private static class Registered<T>
        where T : class
    {
        public static GroupContract<T>? Contract { get; set; }
    }
}
