// Each test has the machine to itself: it runs up to five processes, and waits for what they do.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
