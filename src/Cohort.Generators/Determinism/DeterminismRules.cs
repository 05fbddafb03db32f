using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Determinism;

/// <summary>What makes replicas of one object differ, though they make the same updates in the same order.</summary>
internal static class DeterminismRules
{
    public static readonly DiagnosticDescriptor Clock = Warning(
        "COHORT301",
        "A replicated object must not ask the clock",
        "'{0}' is another time at every replica: use UpdateContext.Now, or take the time as an argument"
    );

    public static readonly DiagnosticDescriptor Identity = Warning(
        "COHORT302",
        "A replicated object must not make ids of its own",
        "'{0}' is another id at every replica: use UpdateContext.NewId(), or take the id as an argument"
    );

    public static readonly DiagnosticDescriptor Randomness = Warning(
        "COHORT303",
        "A replicated object must not draw random numbers of its own",
        "'{0}' is another number at every replica: use UpdateContext.Random; what must stay secret, take as an argument"
    );

    public static readonly DiagnosticDescriptor Surroundings = Warning(
        "COHORT304",
        "A replicated object must not ask where it runs",
        "'{0}' differs from process to process: have the caller find it out and pass it as an argument"
    );

    public static readonly DiagnosticDescriptor HashCodes = Warning(
        "COHORT305",
        "A replicated object must not use hash codes that differ between processes",
        "'{0}' is another number in every process: compare the values themselves, or compute a hash that is defined, such as "
            + "SHA256.HashData of their bytes"
    );

    public static readonly DiagnosticDescriptor Concurrency = Warning(
        "COHORT306",
        "A replicated object must not start or await anything",
        "'{0}' goes on at another moment at every replica: await what is needed before the update is called, and pass what "
            + "came of it as an argument"
    );

    public static readonly DiagnosticDescriptor InputAndOutput = Warning(
        "COHORT307",
        "A replicated object must not read or write files or the network",
        "'{0}' reaches outside of the object, once at every replica: do it where the update is called, or where what it "
            + "raises (UpdateContext.Raise) is observed"
    );

    public static readonly DiagnosticDescriptor StaticState = Warning(
        "COHORT308",
        "A replicated object must not use static fields that change",
        "'{0}' is static and may change: it is no part of the state, and not the same in every process; make it a field of the "
            + "object, a constant, or an argument"
    );

    public static readonly DiagnosticDescriptor HashOrder = Warning(
        "COHORT309",
        "A replicated object must not rely on the order of a hash table",
        "'{0}' is a hash table, and its order is no part of the state: a replica that has loaded the state has another; use a "
            + "SortedDictionary or SortedSet (of text: with StringComparer.Ordinal), or OrderBy directly on it"
    );

    public static readonly DiagnosticDescriptor ReadThatChanges = Warning(
        "COHORT310",
        "A read must not change the object",
        "'{0}' is part of the object, and the read '{1}' changes it: reads are not made at every replica, so that the replicas "
            + "differ; make the method an [Update], or leave the member out of the state with [NotPacked]"
    );

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        ImmutableArray.Create(
            Clock,
            Identity,
            Randomness,
            Surroundings,
            HashCodes,
            Concurrency,
            InputAndOutput,
            StaticState,
            HashOrder,
            ReadThatChanges
        );

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, "Cohort.Determinism", DiagnosticSeverity.Warning, isEnabledByDefault: true);
}
