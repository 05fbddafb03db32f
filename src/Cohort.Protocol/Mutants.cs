namespace Cohort.Protocol;

/// <summary>
/// Deliberate mistakes. The simulator's checkers are worth something only if they find them; each stands at one place in the
/// core, and only the build with <c>-p:Mutants=true</c>, which ships nowhere, can make one.
/// </summary>
internal enum Mutant
{
    None,
    AbsenceUntold,
    AbsentIsRemoved,
    AcceptedDeliveredAtOnce,
    AcceptsBeforeSync,
    AcknowledgesBeforeSync,
    AdoptsMembersOnly,
    AdoptsNothing,
    AnnouncementNeedNotBeStable,
    AnswersNotTransferred,
    BaseForgetsPlacements,
    BaseVectorIsReceived,
    ClientUpdatesUncounted,
    CutByLeastRow,
    CutOrderFromLocalState,
    DeadHolderKeepsLock,
    DeadlockOverlooked,
    DecisionNotRetold,
    DependencyIgnored,
    DifferenceEndsEarly,
    DifferenceNotKept,
    DifferenceReplacesCopy,
    DropsBeforeStateIsSynced,
    DuplicateTakenIn,
    DurableWhenStable,
    EnrolledOnce,
    EventsAlsoInState,
    ExpectedWhenSent,
    FollowersVote,
    GapNotTold,
    GapOverlooked,
    GivenBackGoesLast,
    GivenUpIsWoken,
    GoneParticipantAwaited,
    GrantJumpsQueue,
    HalfIsAQuorum,
    HolderNotTold,
    IncarnationConfused,
    InstallOnOneAccept,
    JoinerCountsAtOnce,
    KeptForTheFastest,
    LaggardsNeedNoQuorum,
    LateLeaseEnds,
    LeaderNotReplaced,
    LeaseIgnored,
    LendsAddressToFormerRoot,
    NextNeedNotAnswer,
    OneMayExpelAll,
    OwnTailBeyondCutIsKept,
    PlacesOnce,
    PositionForgotten,
    PresentIsOverwritten,
    PromotesUnloaded,
    ReadsWithoutBarrier,
    RecreatesWhatLives,
    ReplacedStaysGone,
    ReplyTakenTwice,
    RequestPassedOnce,
    ResetUntold,
    ReplayBeginsAnew,
    RestingKeepsNumber,
    RetriesAsAnotherCall,
    RotIsRead,
    RowCountedTwice,
    SessionsIgnored,
    SnapshotLabelTooHigh,
    SnapshotLabelTooLow,
    StableOverUnstableDependency,
    StaleBallotAccepted,
    StaleHolders,
    StaleLogGoesOn,
    StateNotKept,
    SubmitsUnaccepted,
    SuccessionUntold,
    SuspicionNeverTakenBack,
    SyncFailureIgnored,
    TailCutTooFar,
    TailNotRewritten,
    TermStays,
    TokenNotIncreased,
    TokenStaysWithTheDead,
    UnansweredWedgeFreezesNothing,
    UnstableFed,
    UnstableFreed,
    UpdateMadeAgain,
    UpdatesUnderWayForgotten,
    UpNotRepeated,
    VoterNotReplaced,
    WaitersOfTheDeadStay,
    WedgeLetsSend,
    WindowIgnored,
}

/// <summary>Asks whether a mistake is to be made here: never, in every build but one.</summary>
internal static class Mutants
{
#if COHORT_MUTANTS
    /// <summary>The mistake that machines stepped by this thread make.</summary>
    [ThreadStatic]
    public static Mutant Planted;

    public static bool Has(Mutant mutant) => Planted == mutant;
#else
    public static bool Has(Mutant _) => false;
#endif
}
