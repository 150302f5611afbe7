using Eso.Benchmarks;

if (args is ["aws", .. var rest])
{
    return await AwsRun.RunAsync(rest);
}

if (args is ["worlds", ..])
{
#pragma warning disable RS0030 // The program's entry names the real clock.
    await WorldRun.RunAsync(TimeProvider.System, 20);
#pragma warning restore RS0030
    return 0;
}

var objects = args.Length > 0 && int.TryParse(args[0], out var n) ? n : 10_000;
return await ScaleRun.RunAsync(objects, CancellationToken.None);
