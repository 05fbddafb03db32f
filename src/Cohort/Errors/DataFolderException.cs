namespace Cohort;

/// <summary>A node cannot use the folder that it is to keep its data in. Nothing in it was changed.</summary>
public sealed class DataFolderException : CohortException
{
    internal const string AnEmptyOne =
        "move the folder away, and start the node with an empty one, which gets everything from the other members";

    internal DataFolderException(
        string folder,
        DataFolderProblem problem,
        string what,
        string remedy,
        Exception? cause = null
    )
        : base($"The data folder '{folder}' {what}. {remedy}.", cause) => (Folder, Problem) = (folder, problem);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What is wrong with it.</summary>
    public DataFolderProblem Problem { get; }

    internal static DataFolderException UnknownRecord(string folder, ulong number) =>
        new(
            folder,
            DataFolderProblem.NewerFormat,
            $"was written by a newer version: this program does not know what record {number} of its log says",
            $"Run the newer version; or {AnEmptyOne}"
        );

    internal static DataFolderException Newer(string folder, string file, uint version, uint known) =>
        new(
            folder,
            DataFolderProblem.NewerFormat,
            $"was written by a newer version: its file {file} has format {version}, and this program knows {known}",
            $"Run the newer version; or {AnEmptyOne}"
        );
}
