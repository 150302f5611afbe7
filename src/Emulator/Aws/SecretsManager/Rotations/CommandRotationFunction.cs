using System.ComponentModel;
using System.Diagnostics;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>
/// A rotation function that is a program: started once per step with the Lambda event on its standard input and the
/// step as <c>ROTATION_STEP</c>. Any exit code but 0 fails the step.
/// </summary>
/// <param name="command">The program and its arguments.</param>
/// <param name="folder">Where it runs.</param>
/// <param name="environment">What it finds in its environment: how to reach this AWS.</param>
/// <param name="machine">The machine's clock: programs run in real time, whatever the world's does.</param>
internal sealed class CommandRotationFunction(
    IReadOnlyList<string> command,
    string folder,
    IReadOnlyDictionary<string, string> environment,
    TimeProvider machine) : IRotationFunction
{
    // Lambda's own limit is 15 minutes; a rotation in a test that takes more than this hangs.
    private static readonly TimeSpan StepMax = TimeSpan.FromMinutes(1);

    public async Task InvokeAsync(RotationCall call, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["ROTATION_STEP"] = call.Step;
        using var limit = new CancellationTokenSource(StepMax, machine);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var process = Start(start, call.Step);
        try
        {
            // What it prints is read to its end, or a full pipe would stop it, and is nobody's business here.
            var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, both.Token);
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, both.Token);
            await GiveAsync(process, call.Event().ToJsonString(), both.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(both.Token).ConfigureAwait(false);
            await Task.WhenAll(output, errors).ConfigureAwait(false);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        if (process.ExitCode != 0)
        {
            throw new RotationFailedException($"{call.Step}: {command[0]} ended with {process.ExitCode}");
        }
    }

    private static Process Start(ProcessStartInfo start, string step)
    {
        try
        {
            return Process.Start(start) ?? throw new RotationFailedException($"{step}: {start.FileName} did not start");
        }
        catch (Win32Exception e)
        {
            throw new RotationFailedException($"{step}: {start.FileName} did not start: {e.Message}");
        }
    }

    private static async Task GiveAsync(Process process, string text, CancellationToken cancel)
    {
        try
        {
            await process.StandardInput.WriteAsync(text.AsMemory(), cancel).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program need not read its input.
        }
    }
}
