"""The same equations as in `cells`, fused and compiled: whole epochs and rollouts of one member.

One way in: `FusedEpochs` and `fused_rollout`, which take an `Ensemble`. Below them, in the order in
which they build on each other:

    plans          what Python and the kernels agree on
    compiling      how all of this is compiled
    vectors        a processor register as a value
    views          a part of somebody's memory as an array
    products       matrix products with the result in registers
    equations      the cells, one time step forward and backward
    layout         where each weight lies for the kernels
    workspace      where everything else lies
    network        all layers and the head, one time step forward and backward
    update_rules   clipping, SGD, momentum, Adam
    epoch          a member's whole epoch
    rolling        a member's rollout
    entries        what Python calls
    building       all of it as one piece of machine code
    proof          tried before anybody relies on it
    compile_cache  where that is kept on disk
    compiler       the process that makes it
    machine        the machine code in this process
    calls          one call of it
    fused          an ensemble trained and rolled out by it

Numba is needed, and imported, in the process that compiles alone.
"""
