using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cohort.Processes.Tests.Processes;

/// <summary>Signals that .NET does not send by itself.</summary>
internal static partial class Signal
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>As Ctrl-C does.</summary>
    public static void InterruptProcess(Process process) => Send(process, Interrupt);

    /// <summary>Asks it to end.</summary>
    public static void TerminateProcess(Process process) => Send(process, Terminate);

    /// <summary>Stops it in its tracks: it does nothing, and knows of nothing, until it is continued.</summary>
    public static void StopProcess(Process process) => Send(process, Stop);

    /// <summary>Lets it go on.</summary>
    public static void ContinueProcess(Process process) => Send(process, Continue);

    private static void Send(Process process, int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the numbers of signals are Linux's");
        if (Kill(process.Id, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
