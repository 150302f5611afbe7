using System.Diagnostics;
using Eso.Emulator.Grounds;

namespace Eso.Benchmarks;

/// <summary>This build's operator as a process of its own, so that its time and memory are told apart from the world's.</summary>
internal sealed class OperatorProcess : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-scale").FullName;
    private readonly Process process;

    public OperatorProcess(EmbeddedWorld world, params string[] flags)
    {
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        File.WriteAllText(kubeconfig, world.Kubeconfig);
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "eso-operator.dll"), "controller", "--kubeconfig", kubeconfig,
            "--metrics-addr", "0", "--live-addr", "0", "--loglevel", "error", .. flags,
        ];
        var start = new ProcessStartInfo("dotnet", arguments);
        start.Environment["AWS_ENDPOINT_URL"] = world.AwsEndpoint;
        start.Environment["AWS_REGION"] = "us-east-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        process = Process.Start(start) ?? throw new InvalidOperationException("the operator did not start");
    }

    public int Id => process.Id;

    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public double ResidentMiB
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    public double PeakMiB
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64 / 1048576.0;
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
